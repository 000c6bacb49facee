-- The time of the node that holds a key, in milliseconds.
-- KEYS: any key of the fleet
local time = redis.call('TIME')
return {time[1] * 1000 + math.floor(time[2] / 1000)}
