{{- define "enkit.fullname" -}}
{{- default .Release.Name .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "enkit.runId" -}}
{{- default .Release.Name .Values.run.id -}}
{{- end -}}

{{/* Labels by which one component is selected; call with (dict "root" $ "component" "worker"). */}}
{{- define "enkit.selectorLabels" -}}
app.kubernetes.io/name: enkit
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "enkit.labels" -}}
{{ include "enkit.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end -}}

{{- define "enkit.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}{{ .repository }}@{{ .digest }}{{- else -}}{{ .repository }}:{{ default $.Chart.AppVersion .tag }}{{- end -}}
{{- end -}}
{{- end -}}

{{/* Pod Security "restricted". */}}
{{- define "enkit.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "enkit.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "enkit.redisUrl" -}}
{{- if .Values.redis.bundled.enabled -}}
redis://{{ include "enkit.fullname" . }}-redis:6379/0
{{- else -}}
{{ required "redis.external.url is needed when redis.bundled.enabled is false" .Values.redis.external.url }}
{{- end -}}
{{- end -}}

{{/* Name of the Secret with the password; empty when there is no password. */}}
{{- define "enkit.redisSecret" -}}
{{- with .Values.redis.auth -}}
{{- if .existingSecret -}}
{{ .existingSecret }}
{{- else if or .password $.Values.redis.bundled.enabled -}}
{{ include "enkit.fullname" $ }}-redis
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "enkit.experimentConfigMap" -}}
{{- default (printf "%s-experiment" (include "enkit.fullname" .)) .Values.experiment.existingConfigMap -}}
{{- end -}}

{{/* Environment that coordinator and worker share. */}}
{{- define "enkit.environment" -}}
- name: ENKIT_REDIS_URL
  value: {{ include "enkit.redisUrl" . | quote }}
{{- if include "enkit.redisSecret" . }}
- name: ENKIT_REDIS_PASSWORD_FILE
  value: /etc/enkit/redis/password
{{- end }}
{{- if .Values.redis.tls.caSecret }}
- name: ENKIT_REDIS_CA_FILE
  value: /etc/enkit/redis-ca/ca.crt
{{- end }}
{{- if .Values.monitoring.tokenSecret }}
- name: ENKIT_METRICS_TOKEN_FILE
  value: /etc/enkit/metrics/token
{{- end }}
{{- with .Values.tracing.otlpEndpoint }}
- name: OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
{{- end }}
{{- end -}}

{{/* Port of the collector of traces. */}}
{{- define "enkit.tracingPort" -}}
{{- $url := urlParse .Values.tracing.otlpEndpoint -}}
{{- regexFind "[0-9]+$" (regexFind ":[0-9]+$" $url.host) | default (eq $url.scheme "https" | ternary "443" "80") -}}
{{- end -}}

{{- define "enkit.volumeMounts" -}}
- name: experiment
  mountPath: /experiment
  readOnly: true
- name: temporary
  mountPath: /tmp
{{- if include "enkit.redisSecret" .root }}
- name: redis-password
  mountPath: /etc/enkit/redis
  readOnly: true
{{- end }}
{{- if .root.Values.redis.tls.caSecret }}
- name: redis-ca
  mountPath: /etc/enkit/redis-ca
  readOnly: true
{{- end }}
{{- if .root.Values.monitoring.tokenSecret }}
- name: metrics-token
  mountPath: /etc/enkit/metrics
  readOnly: true
{{- end }}
{{- with .values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* One key of a Secret as a file; call with (dict "volume" … "secret" … "key" … "path" …). */}}
{{- define "enkit.secretVolume" -}}
- name: {{ .volume }}
  secret:
    secretName: {{ .secret }}
    defaultMode: 288 # 0440
    items:
      - key: {{ .key }}
        path: {{ .path }}
{{- end -}}

{{- define "enkit.volumes" -}}
{{- $redis := .root.Values.redis -}}
{{- $monitoring := .root.Values.monitoring -}}
- name: experiment
  configMap:
    name: {{ include "enkit.experimentConfigMap" .root }}
- name: temporary
  emptyDir:
    sizeLimit: 1Gi
{{- with include "enkit.redisSecret" .root }}
{{ include "enkit.secretVolume" (dict "volume" "redis-password" "secret" . "key" $redis.auth.passwordKey "path" "password") }}
{{- end }}
{{- with $redis.tls.caSecret }}
{{ include "enkit.secretVolume" (dict "volume" "redis-ca" "secret" . "key" $redis.tls.caKey "path" "ca.crt") }}
{{- end }}
{{- with $monitoring.tokenSecret }}
{{ include "enkit.secretVolume" (dict "volume" "metrics-token" "secret" . "key" $monitoring.tokenKey "path" "token") }}
{{- end }}
{{- with .values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Liveness asks for the process only; readiness also for Redis. Call with the component's values. */}}
{{- define "enkit.probes" -}}
startupProbe:
  httpGet: { path: /healthz, port: metrics }
  periodSeconds: 2
  failureThreshold: 60
livenessProbe:
  httpGet: { path: /healthz, port: metrics }
  periodSeconds: 30
  timeoutSeconds: 10
  failureThreshold: {{ divf .livenessSeconds 30 | ceil | int }}
readinessProbe:
  httpGet: { path: /readyz, port: metrics }
  periodSeconds: 5
  timeoutSeconds: 5
{{- end -}}

{{- define "enkit.scheduling" -}}
{{- with .priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
