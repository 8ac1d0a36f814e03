--[[ Commit the result of a batch: the first one is stored, the same again changes nothing, another one is a conflict.
  KEYS[1]  epoch of the run
  KEYS[2]  results of the request
  KEYS[3]  predictions as they were offered; gone afterwards
  KEYS[4]  predictions of the batch
  ARGV[1]  epoch of the job
  ARGV[2]  batch, first-count
  ARGV[3]  digest of the result
  ARGV[4]  outcomes, JSON
  ARGV[5]  'starts' or 'alone'
  ARGV[6]  token of the start, which is taken back
  ARGV[7]  time to live of the predictions, s
  Returns 'OK', 'DUPLICATE', 'CONFLICT', 'STALE' (another epoch), 'CLOSED' (nobody waits), 'LOST' (Redis has lost
  the predictions).
  The predictions are not an argument: Lua would take them for text, and hash every byte.
]]
local function refuse(answer)
  redis.call('UNLINK', KEYS[3])
  return answer
end
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return refuse('STALE')
end
if redis.call('HEXISTS', KEYS[2], 'open') == 0 then
  return refuse('CLOSED')
end
local field = ARGV[2] .. ':' .. ARGV[5]
local starts = redis.call('HGET', KEYS[2], field) or ''
local from, to = string.find(starts, ARGV[6] .. ',', 1, true)
if from then
  redis.call('HSET', KEYS[2], field, string.sub(starts, 1, from - 1) .. string.sub(starts, to + 1))
end
local known = redis.call('HGET', KEYS[2], ARGV[2] .. ':digest')
if known == ARGV[3] then
  return refuse('DUPLICATE')
end
if known then
  local conflicts = redis.call('HGET', KEYS[2], 'conflicts') or ''
  if not string.find(',' .. conflicts, ',' .. ARGV[2] .. ',', 1, true) then
    redis.call('HSET', KEYS[2], 'conflicts', conflicts .. ARGV[2] .. ',')
  end
  return refuse('CONFLICT')
end
if redis.call('EXISTS', KEYS[3]) == 0 then
  return 'LOST'
end
redis.call('RENAME', KEYS[3], KEYS[4])
redis.call('EXPIRE', KEYS[4], ARGV[7])
redis.call('HSET', KEYS[2], ARGV[2] .. ':digest', ARGV[3], ARGV[2] .. ':outcomes', ARGV[4])
return 'OK'
