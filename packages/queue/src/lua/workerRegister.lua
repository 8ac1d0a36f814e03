--[[ Say that a worker is alive, and what it is doing.
  KEYS[1]  register of workers, a hash: id -> description
  KEYS[2]  last signs of life, a sorted set: id by time in ms
  ARGV[1]  id
  ARGV[2]  description, JSON; '' takes the worker off the register
  ARGV[3]  time to live of the register, s
  Returns 1. The time is Redis's own, so that clocks of nodes need not agree.
]]
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
  return 1
end
local time = redis.call('TIME')
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[3])
return 1
