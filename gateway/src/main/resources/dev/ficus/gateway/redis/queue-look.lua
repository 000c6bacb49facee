-- Reads, and changes nothing.
-- ARGV: deadline, operation, and
--   status                              -> messages, bytes, accepted, then for each subscriber:
--                                          name, 1 if attached, 1 if paused, waiting, leased,
--                                          retrying, dead, replaying, done, age of the oldest
--                                          that waits (ms) or 0
--   list: subscriber, state, after, most -> what to go on after or '', then for each message:
--                                          id, head, bytes, attempts, time or 0, reason
--   message: id                         -> document or ''
--   awaits: subscriber, id              -> 1 if the subscriber has not finished with it, else 0
--   dead: subscriber, id                -> document or '', attempts, time, reason
--   request: id                         -> UNKNOWN, EXPIRED; WAITING, head, attempts; or done or
--                                          failed, at, until, reason, answer
-- Answer: 'OK', now, then what the arrow says.
local operation = ARGV[2]
local answer = {'OK', now}
local look = {}

local function say(...)
  for _, word in ipairs({...}) do
    answer[#answer + 1] = word
  end
end

local function count(set, name)
  return redis.call('ZCARD', root .. set .. ':' .. name)
end

-- What each consumer group has read up to.
local function read()
  local upTo = {}
  if redis.call('EXISTS', stream) == 0 then
    return upTo
  end
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local words = {}
    for i = 1, #group, 2 do
      words[group[i]] = group[i + 1]
    end
    upTo[words.name] = words['last-delivered-id']
  end
  return upTo
end

local function oldest(after)
  local entries = after and redis.call('XRANGE', stream, '(' .. after, '+', 'COUNT', 1) or {}
  return #entries == 0 and 0 or math.max(0, now - tonumber(string.match(entries[1][1], '^%d+')))
end

function look.status()
  local upTo = read()
  local said = redis.call('HMGET', meta, 'messages', 'bytes', 'accepted', 'attached', 'detached')
  local accepted = tonumber(said[3]) or 0
  say(tonumber(said[1]) or 0, tonumber(said[2]) or 0, accepted)
  for i = 4, 5 do
    for name in string.gmatch(said[i] or '', '%S+') do
      local words = redis.call('HMGET', root .. 's:' .. name, 'base', 'taken', 'until', 'paused', 'done')
      local last = i == 4 and accepted or tonumber(words[3])
      say(name, i == 4 and 1 or 0, words[4] and 1 or 0,
        math.max(0, last - tonumber(words[1]) - tonumber(words[2])),
        count('leased', name), count('retry', name), count('dead', name), count('replay', name),
        tonumber(words[5]) or 0, oldest(upTo[name]))
    end
  end
end

local function head(document)
  local length, rest = string.match(document, '^(%d+)\n()')
  if not length then
    return ''
  end
  return string.sub(document, rest, rest + tonumber(length) - 1)
end

local function summary(name, id, at)
  local fields = redis.pcall('HMGET', root .. 'm:' .. id, 'd', 'u:' .. name)
  if not fields.err and fields[1] and fields[2] then
    local state = parse(fields[2])
    say(id, head(fields[1]), #fields[1], state.attempts, at, state.reason)
  end
end

local function listWaiting(name, after, most)
  if after == '' then
    after = read()[name]
  end
  local entries = redis.call('XRANGE', stream, '(' .. after, '+', 'COUNT', most)
  say(#entries == most and entries[most][1] or '')
  for _, entry in ipairs(entries) do
    summary(name, entry[2][2], 0)
  end
end

function look.list()
  local name, state, after, most = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
  if redis.call('EXISTS', root .. 's:' .. name) == 0 then
    say('')
  elseif state == 'waiting' then
    listWaiting(name, after, most)
  else
    local from = tonumber(after) or 0
    local ids = redis.call('ZRANGE', root .. state .. ':' .. name, from, from + most - 1, 'WITHSCORES')
    say(#ids == 2 * most and whole(from + most) or '')
    for i = 1, #ids, 2 do
      summary(name, ids[i], tonumber(ids[i + 1]))
    end
  end
end

function look.message()
  say(field(ARGV[3], 'd') or '')
end

function look.awaits()
  say(field(ARGV[4], 'u:' .. ARGV[3]) and 1 or 0)
end

function look.dead()
  local died = redis.call('ZSCORE', root .. 'dead:' .. ARGV[3], ARGV[4])
  local fields = redis.pcall('HMGET', root .. 'm:' .. ARGV[4], 'd', 'u:' .. ARGV[3])
  if not died or fields.err or not fields[1] or not fields[2] then
    say('')
    return
  end
  local state = parse(fields[2])
  say(fields[1], state.attempts, tonumber(died), state.reason)
end

function look.request()
  local id = ARGV[3]
  local said = redis.call('HMGET', root .. 'r:' .. id, 'state', 'at', 'until', 'gone', 'reason', 'd')
  if said[1] then
    if now >= tonumber(said[4]) then
      say('UNKNOWN')
    elseif now >= tonumber(said[3]) or not said[6] then
      say('EXPIRED')
    else
      say(said[1], tonumber(said[2]), tonumber(said[3]), said[5] or '', said[6])
    end
    return
  end
  local message = redis.pcall('HGETALL', root .. 'm:' .. id)
  local document, entry, attempts
  for i = 1, #message, 2 do
    if message[i] == 'd' then
      document = message[i + 1]
    elseif message[i] == 'e' then
      entry = message[i + 1]
    else
      attempts = parse(message[i + 1]).attempts
    end
  end
  if not entry or (tonumber(string.match(entry, '^%S+ %d+ (%d+)')) or 0) == 0 then
    say('UNKNOWN')
  else
    say('WAITING', head(document), attempts or 0)
  end
end

look[operation]()
return answer
