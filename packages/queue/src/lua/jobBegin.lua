--[[ Note that a worker starts a batch. A start that is never taken back means that its process died.
  KEYS[1]  epoch of the run
  KEYS[2]  results of the request
  ARGV[1]  epoch of the job
  ARGV[2]  batch, first-count
  ARGV[3]  'starts' or 'alone': starts in company and alone are counted apart
  ARGV[4]  token of this start, without ','
  ARGV[5]  starts that may be left over
  Returns 'OK', 'DONE' (a result is committed), 'STALE' (another epoch), 'CLOSED' (nobody waits), 'POISON' (too many starts).
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 'STALE'
end
if redis.call('HEXISTS', KEYS[2], 'open') == 0 then
  return 'CLOSED'
end
if redis.call('HEXISTS', KEYS[2], ARGV[2] .. ':digest') == 1 then
  return 'DONE'
end
local field = ARGV[2] .. ':' .. ARGV[3]
local starts = redis.call('HGET', KEYS[2], field) or ''
-- The same start once more: the reply to the first request was lost.
if string.find(starts, ARGV[4] .. ',', 1, true) then
  return 'OK'
end
local _, count = string.gsub(starts, ',', ',')
if count >= tonumber(ARGV[5]) then
  return 'POISON'
end
redis.call('HSET', KEYS[2], field, starts .. ARGV[4] .. ',')
return 'OK'
