-- Sends the requests of a file in turn, each thread from a place of its own.
-- Arguments: the file (path, tab, user), the method, the bytes of the body.

local threads = 0

function setup(thread)
  thread:set("place", threads * 5003)
  threads = threads + 1
end

local prepared = {}

function init(arguments)
  local body = nil
  if tonumber(arguments[3]) > 0 then
    body = string.rep("x", tonumber(arguments[3]))
  end
  for line in io.lines(arguments[1]) do
    local path, user = line:match("^(.-)\t(.*)$")
    prepared[#prepared + 1] = wrk.format(arguments[2], path, { ["X-User-Id"] = user }, body)
  end
end

function request()
  place = place % #prepared + 1
  return prepared[place]
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("ficus-bench requests=%d micros=%d failed=%d\n",
    summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
