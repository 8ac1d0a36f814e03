--[[ Give the lease back; the epoch stays, so that it is never given twice.
  KEYS[1]  lease of the run
  ARGV[1]  owner
  Returns 1 released, 0 not held by this owner.
]]
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('DEL', KEYS[1])
end
return 0
