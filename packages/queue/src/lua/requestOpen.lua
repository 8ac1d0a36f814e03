--[[ Open the results of a request, or find them open. Without them nothing can be committed.
  KEYS[1]  epoch of the run
  KEYS[2]  results of the request, a hash
  KEYS[3]  requests of the run, a set
  KEYS[4]  parameters of the request, a hash
  ARGV[1]  epoch of the coordinator
  ARGV[2]  name of the request in the set
  ARGV[3]  time to live, s
  Returns 'OPEN' when it was open, 'NEW' when it is now, 'STALE' when the epoch is not the run's.
]]
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 'STALE'
end
local new = redis.call('HSETNX', KEYS[2], 'open', ARGV[1])
redis.call('SADD', KEYS[3], ARGV[2])
redis.call('HSET', KEYS[4], 'open', ARGV[1])
for k = 2, 4 do
  redis.call('EXPIRE', KEYS[k], ARGV[3])
end
if new == 1 then
  return 'NEW'
end
return 'OPEN'
