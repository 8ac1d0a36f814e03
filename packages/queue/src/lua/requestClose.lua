--[[ End a request: nothing can be committed any more, and its memory is free.
  KEYS[1]  requests of the run, a set
  KEYS[2]  results of the request
  KEYS[3]  parameters of the request
  KEYS[4]  chosen points of the request
  ARGV[1]  name of the request in the set
  Returns the number of keys deleted.
]]
redis.call('SREM', KEYS[1], ARGV[1])
return redis.call('UNLINK', KEYS[2], KEYS[3], KEYS[4])
