#!/usr/bin/env bash
# Takes the steps of infra/Dockerfile without Docker, in an empty folder, and tries what comes out as the container would
# run it: production dependencies only, a tree that nobody can write to, an unprivileged user, an empty environment.
# Only the base images are left unproven. Takes about a minute; needs the network for npm. Usage: scripts/imageSteps.sh
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
dockerfile=$root/infra/Dockerfile
work=$(mktemp -d "${TMPDIR:-/tmp}/enkit-image.XXXXXX")
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
export PATH="$root/node_modules/.bin:$PATH" TURBO_TELEMETRY_DISABLED=1

step() { printf '\n== %s\n' "$1"; }
fail() { printf 'FAILED: %s\n' "$1" >&2; exit 1; }

# A step here that is not in the Dockerfile would prove nothing.
from_dockerfile() { grep -qxF "$1" "$dockerfile" || fail "infra/Dockerfile has no line: $1"; }

step 'context: the files under version control, less infra/Dockerfile.dockerignore'
mkdir "$work/source"
(cd "$root" && git ls-files --cached --others --exclude-standard -- . ':!docs' ':!experiments' ':!infra' ':!scripts' ':!tests' \
  | while read -r file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done | tar --null --files-from=- -cf -) | tar -xf - -C "$work/source"

step 'prune'
from_dockerfile 'RUN npx --yes turbo@2.11.11 prune enkit @enkit/worker --docker'
(cd "$work/source" && turbo prune enkit @enkit/worker --docker >/dev/null)

step 'install'
from_dockerfile 'RUN npm ci --omit=dev --ignore-scripts'
cp -R "$work/source/out/json" "$work/app"
(cd "$work/app" && npm ci --omit=dev --ignore-scripts)
cp -R "$work/source/out/full/." "$work/app/"
from_dockerfile "RUN find apps packages -name '*.test.ts' -not -path '*/node_modules/*' -delete"
(cd "$work/app" && find apps packages -name '*.test.ts' -not -path '*/node_modules/*' -delete)

step 'no development packages and no tests'
for package in vitest typescript turbo node @biomejs; do
  [ ! -e "$work/app/node_modules/$package" ] || fail "$package is in the production tree"
done
du -sh "$work/app"

step 'the libraries of Node: those of the runtime image, and the one that is copied'
runtime='libc.so.6 libdl.so.2 libm.so.6 libpthread.so.0 libgcc_s.so.1 libstdc++.so.6'
node=$(node -p process.execPath)
from_dockerfile "RUN mkdir /native && cp -L \"\$(ldd /usr/local/bin/node | awk '/libatomic/ {print \$3}')\" /native/"
from_dockerfile 'COPY --from=install /native/ /usr/lib/'
for library in $(ldd "$node" | awk '/=> \// {print $1}'); do
  case " $runtime libatomic.so.1 " in *" $library "*) ;; *) fail "the runtime image has no $library" ;; esac
done
if [ "$(id -u)" -eq 0 ]; then
  # A root with nothing else in it shows that the loader finds them.
  mkdir -p "$work/rootfs/lib64" "$work/rootfs/usr/lib" "$work/rootfs/usr/local/bin"
  cp "$node" "$work/rootfs/usr/local/bin/node"
  loader=$(ldd "$node" | awk '$1 ~ /^\/.*\/ld-/ {print $1}')
  mkdir -p "$work/rootfs$(dirname "$loader")" && cp -L "$loader" "$work/rootfs$loader"
  ldd "$node" | awk '/=> \// {print $3}' | while read -r file; do
    folder=$work/rootfs$(dirname "$file")
    case $file in *libatomic*) folder=$work/rootfs/usr/lib ;; esac
    mkdir -p "$folder" && cp -L "$file" "$folder/"
  done
  chroot "$work/rootfs" /usr/local/bin/node --version
  rm -rf "$work/rootfs"
fi

step 'OpenBLAS: what it links against is in the runtime image, or is copied with it'
from_dockerfile 'RUN apt-get update && apt-get install --yes --no-install-recommends libopenblas0-pthread'
from_dockerfile "RUN blas=\$(ldconfig -p | awk '/libopenblas[.]so[.]0 / {print \$NF; exit}') && cp -L \"\$blas\" \$(ldd \"\$blas\" | awk '/libgfortran|libquadmath/ {print \$3}') /native/"
blas=$(ldconfig -p | awk '/libopenblas[.]so[.]0 / {print $NF; exit}')
if [ -n "$blas" ]; then
  mkdir "$work/native"
  cp -L "$blas" $(ldd "$blas" | awk '/libgfortran|libquadmath/ {print $3}') "$work/native/"
  ls "$work/native"
  for library in $(ldd "$blas" | awk '/=> \// {print $1}'); do
    case " $runtime " in *" $library "*) ;; *) [ -e "$work/native/$library" ] || fail "nothing brings $library" ;; esac
  done
else
  printf 'not proven: this machine has no OpenBLAS (apt-get install libopenblas0-pthread)\n'
fi

step 'read-only tree, unprivileged user, empty environment'
install -m 0755 "$(node -p process.execPath)" "$work/node"
mkdir "$work/runs" "$work/tmp" "$work/experiment"
sed -n '/experiment.yaml: |/,/^$/p' "$root/infra/helm/enkit/values.yaml" | tail -n +2 | sed 's/^      //' >"$work/experiment/experiment.yaml"
chmod -R a-w,a+rX "$work/app" "$work/experiment"
chmod 0755 "$work"
unprivileged=()
if [ "$(id -u)" -eq 0 ]; then
  chown -R 65532:65532 "$work/runs" "$work/tmp"
  unprivileged=(setpriv --reuid=65532 --regid=65532 --clear-groups --no-new-privs)
fi
read -ra flags < <(sed -n 's/^ENTRYPOINT \["\/usr\/local\/bin\/node", \(.*\)\]$/\1/p' "$dockerfile" | tr -d '",')
[ "${#flags[@]}" -gt 0 ] || fail 'infra/Dockerfile has no ENTRYPOINT in exec form that begins with node'
# LD_LIBRARY_PATH stands for /usr/lib, where the image has these libraries.
container() {
  (cd "$work/app" && env -i PATH=/usr/bin:/bin NODE_ENV=production TMPDIR="$work/tmp" LD_LIBRARY_PATH="$work/native" "${unprivileged[@]}" "$work/node" "${flags[@]}" "$@")
}

step 'entry points'
container apps/coordinator/bin/enkit.js --help >"$work/tmp.help" && grep -q '^Usage: enkit ' "$work/tmp.help" || fail 'enkit --help'
container apps/worker/bin/enkit-worker.js --help >"$work/tmp.help" && grep -q '^Usage: enkit-worker ' "$work/tmp.help" || fail 'enkit-worker --help'

step 'a whole run, with the same result to the last bit as in the workspace'
container apps/coordinator/bin/enkit.js run "$work/experiment/experiment.yaml" --out "$work/runs/image" --quiet --json >"$work/image.json"
node "$root/apps/coordinator/bin/enkit.js" run "$work/experiment/experiment.yaml" --out "$work/runs/workspace" --quiet --json >"$work/workspace.json"
hash_of() { tail -n 1 "$1" | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).ensembleSha256'; }
[ "$(hash_of "$work/image.json")" = "$(hash_of "$work/workspace.json")" ] || fail 'the results differ'
hash_of "$work/image.json"

if [ -n "$blas" ]; then
  step 'the same on OpenBLAS'
  container apps/coordinator/bin/enkit.js run "$work/experiment/experiment.yaml" --backend openblas --out "$work/runs/blas" --quiet --json >"$work/blas.json"
  hash_of "$work/blas.json"
fi

step 'nothing was written into the tree'
[ -z "$(find "$work/app" -newer "$work/node" -type f)" ] || fail 'files in the tree were changed'
printf '\nall steps of the image passed\n'
