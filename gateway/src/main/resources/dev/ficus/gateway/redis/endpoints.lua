-- Adds to what the fleet has seen of endpoints that no route claims.
-- KEYS: counts, moments of the last request
-- ARGV: deadline (ms, Redis' clock), how many are kept,
--       then name, count and moment (ms), again and again
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[1]) then
  return {'LATE', now}
end
for i = 3, #ARGV, 3 do
  redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1])
  local before = tonumber(redis.call('HGET', KEYS[2], ARGV[i]) or '0')
  if tonumber(ARGV[i + 2]) > before then
    redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 2])
  end
end
local most = tonumber(ARGV[2])
local beyond = redis.call('HLEN', KEYS[1]) - most
-- Seldom enough that sorting them does not matter: a tenth goes at once.
if beyond > most / 10 then
  local all = redis.call('HGETALL', KEYS[1])
  local names = {}
  local counts = {}
  for i = 1, #all, 2 do
    names[#names + 1] = all[i]
    counts[all[i]] = tonumber(all[i + 1])
  end
  table.sort(names, function(a, b)
    if counts[a] ~= counts[b] then return counts[a] < counts[b] end
    return a < b
  end)
  for i = 1, beyond do
    redis.call('HDEL', KEYS[1], names[i])
    redis.call('HDEL', KEYS[2], names[i])
  end
end
return {'OK', now}
