-- The instances that reported within the last three seconds: their heartbeat and document, in turn.
-- KEYS: heartbeats, instances
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local live = redis.call('ZRANGEBYSCORE', KEYS[1], now - 3000, '+inf', 'WITHSCORES')
local result = {}
for i = 1, #live, 2 do
  local document = redis.call('HGET', KEYS[2], live[i])
  if document then
    result[#result + 1] = live[i + 1]
    result[#result + 1] = document
  end
end
return result
