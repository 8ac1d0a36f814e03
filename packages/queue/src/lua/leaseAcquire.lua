--[[ Take the lease of a run, and with it a new epoch.
  KEYS[1]  lease of the run: its owner, expires
  KEYS[2]  epoch of the run
  ARGV[1]  owner
  ARGV[2]  highest epoch in the checkpoint (Redis may have forgotten it)
  ARGV[3]  time to live of the lease, ms
  ARGV[4]  time to live of the epoch, s
  Returns {1, epoch} when taken (or held already by this owner: a request that was sent twice),
          {0, epoch, owner} when another one holds it.
]]
local owner = redis.call('GET', KEYS[1])
local epoch = tonumber(redis.call('GET', KEYS[2]) or '0')
if owner == ARGV[1] then
  return { 1, epoch }
end
if owner then
  return { 0, epoch, owner }
end
epoch = math.max(epoch, tonumber(ARGV[2])) + 1
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
redis.call('SET', KEYS[2], string.format('%.0f', epoch), 'EX', ARGV[4])
return { 1, epoch }
