-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- HEP version 3 for tshark, which does not know it: hands SIP and RTP on.
-- Used by check; tshark -X lua_script:hep.lua -r hep3.pcap

local hep = Proto("hep3", "Homer Encapsulation Protocol version 3")
local capture_id = ProtoField.uint32("hep3.capture_id", "Capture agent id")
local protocol_type = ProtoField.uint8("hep3.protocol_type", "Protocol type")
hep.fields = { capture_id, protocol_type }

local inner = { [1] = "sip", [4] = "rtp" } -- protocol type -> dissector

function hep.dissector(buffer, pinfo, tree)
    if buffer:len() < 6 or buffer(0, 4):string() ~= "HEP3" then
        return 0
    end
    local branch = tree:add(hep, buffer())
    local size = math.min(buffer(4, 2):uint(), buffer:len())
    local at, kind, payload = 6, nil, nil
    while at + 6 <= size do
        local vendor = buffer(at, 2):uint()
        local number = buffer(at + 2, 2):uint()
        local length = buffer(at + 4, 2):uint()
        if length < 6 or at + length > size then
            break
        end
        local value = length > 6 and buffer(at + 6, length - 6)
        if vendor == 0 and value then
            if number == 11 then
                kind = value:uint()
                branch:add(protocol_type, value)
            elseif number == 12 then
                branch:add(capture_id, value)
            elseif number == 15 then
                payload = value
            end
        end
        at = at + length
    end
    if payload and inner[kind] then
        Dissector.get(inner[kind]):call(payload:tvb(), pinfo, tree)
    end
    return buffer:len()
end

DissectorTable.get("udp.port"):add(9060, hep)
