--[[ Take a start back: the worker ends the batch in order, without a result.
  KEYS[1]  results of the request
  ARGV[1]  batch, first-count
  ARGV[2]  'starts' or 'alone'
  ARGV[3]  token of the start
  Returns 1 taken back, 0 not found.
]]
local field = ARGV[1] .. ':' .. ARGV[2]
local starts = redis.call('HGET', KEYS[1], field) or ''
local from, to = string.find(starts, ARGV[3] .. ',', 1, true)
if not from then
  return 0
end
redis.call('HSET', KEYS[1], field, string.sub(starts, 1, from - 1) .. string.sub(starts, to + 1))
return 1
