--[[ End a request: nothing can be committed any more, and its memory is free.
  KEYS[1]  requests of the run, a set
  KEYS[2]  results of the request; the predictions of a batch lie below it
  KEYS[3]  parameters of the request
  KEYS[4]  chosen points of the request
  ARGV[1]  name of the request in the set
  Returns the number of keys deleted.
]]
redis.call('SREM', KEYS[1], ARGV[1])
local deleted = 0
for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
  local batch = string.match(field, '^(.*):outcomes$')
  if batch then
    deleted = deleted + redis.call('UNLINK', KEYS[2] .. ':' .. batch)
  end
end
return deleted + redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4])
