--[[ Read the parameters of a batch, unless they are longer or shorter than they must be.
  KEYS[1]  parameters of the request, a hash
  ARGV[1]  batch, first-count
  ARGV[2]  bytes
  Returns the bytes; their number when it is another one, 0 when there are none.
]]
local bytes = redis.call('HSTRLEN', KEYS[1], ARGV[1])
if bytes ~= tonumber(ARGV[2]) then
  return bytes
end
return redis.call('HGET', KEYS[1], ARGV[1])
