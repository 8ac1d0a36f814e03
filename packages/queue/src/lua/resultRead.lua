--[[ Look at a committed result: its outcomes, unless they or its predictions are longer than they may be.
  KEYS[1]  results of the request
  KEYS[2]  predictions of the batch
  ARGV[1]  batch, first-count
  ARGV[2]  bytes that the predictions must have
  ARGV[3]  most bytes that the outcomes may have
  Returns {digest, outcomes, bytes of predictions}; {} when there is none; {digest, bytes of outcomes, bytes of predictions}
  when the sizes do not fit.
]]
local digest = redis.call('HGET', KEYS[1], ARGV[1] .. ':digest')
if not digest then
  return {}
end
local outcomes = redis.call('HSTRLEN', KEYS[1], ARGV[1] .. ':outcomes')
local predicted = redis.call('STRLEN', KEYS[2])
if predicted ~= tonumber(ARGV[2]) or outcomes > tonumber(ARGV[3]) then
  return { digest, outcomes, predicted }
end
return { digest, redis.call('HGET', KEYS[1], ARGV[1] .. ':outcomes'), predicted }
