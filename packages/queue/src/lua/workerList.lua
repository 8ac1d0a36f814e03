--[[ The workers that gave a sign of life lately; the others are forgotten.
  KEYS[1]  register of workers
  KEYS[2]  last signs of life
  ARGV[1]  silence after which a worker is forgotten, ms
  Returns the descriptions, JSON.
]]
local time = redis.call('TIME')
local oldest = time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(ARGV[1])
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(' .. oldest)) do
  redis.call('HDEL', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id)
end
return redis.call('HVALS', KEYS[1])
