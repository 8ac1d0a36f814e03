--[[ Renew the lease of a run. Data that Redis lost are restored: the highest epoch wins.
  KEYS[1]  lease of the run
  KEYS[2]  epoch of the run
  ARGV[1]  owner
  ARGV[2]  epoch of the owner
  ARGV[3]  time to live of the lease, ms
  ARGV[4]  time to live of the epoch, s
  Returns 1 renewed, 2 restored after a loss of data, 0 lost to another coordinator.
]]
local owner = redis.call('GET', KEYS[1])
local epoch = tonumber(redis.call('GET', KEYS[2]) or '0')
local mine = tonumber(ARGV[2])
if epoch > mine or (epoch == mine and owner and owner ~= ARGV[1]) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[4])
if epoch == mine then
  return 1
end
return 2
