--[[ Commit the result of a batch: the first one is stored, the same again changes nothing, another one is a conflict.
  KEYS[1]  epoch of the run
  KEYS[2]  results of the request
  ARGV[1]  epoch of the job
  ARGV[2]  batch, first-count
  ARGV[3]  digest of the result
  ARGV[4]  outcomes, JSON
  ARGV[5]  predictions, binary
  ARGV[6]  'starts' or 'alone'
  ARGV[7]  token of the start, which is taken back
  Returns 'OK', 'DUPLICATE', 'CONFLICT', 'STALE' (another epoch), 'CLOSED' (nobody waits).
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 'STALE'
end
if redis.call('HEXISTS', KEYS[2], 'open') == 0 then
  return 'CLOSED'
end
local field = ARGV[2] .. ':' .. ARGV[6]
local starts = redis.call('HGET', KEYS[2], field) or ''
local from, to = string.find(starts, ARGV[7] .. ',', 1, true)
if from then
  redis.call('HSET', KEYS[2], field, string.sub(starts, 1, from - 1) .. string.sub(starts, to + 1))
end
local known = redis.call('HGET', KEYS[2], ARGV[2] .. ':digest')
if known == ARGV[3] then
  return 'DUPLICATE'
end
if known then
  local conflicts = redis.call('HGET', KEYS[2], 'conflicts') or ''
  if not string.find(',' .. conflicts, ',' .. ARGV[2] .. ',', 1, true) then
    redis.call('HSET', KEYS[2], 'conflicts', conflicts .. ARGV[2] .. ',')
  end
  return 'CONFLICT'
end
redis.call('HSET', KEYS[2], ARGV[2] .. ':digest', ARGV[3], ARGV[2] .. ':outcomes', ARGV[4], ARGV[2] .. ':predicted', ARGV[5])
return 'OK'
