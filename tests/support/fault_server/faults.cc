// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/fault_server/faults.h"

#include <algorithm>

#include <fmt/format.h>
#include <openssl/rand.h>

#include "tests/support/fault_server/gzip_bomb.h"
#include "tests/support/standin/buckets.h"
#include "tests/support/standin/call.h"

namespace fault_server {
namespace {

std::string Head(std::string_view more) {
  return fmt::format("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{}\r\n", more);
}

std::string HeadOf(const std::string& body) {
  return Head(fmt::format("Content-Length: {}\r\nConnection: close\r\n", body.size()));
}

std::string BodyFor(const Request& request) {
  standin::BucketRules rules;
  return rules.Check(request.body).body;
}

std::string Chunk(std::string_view data) {
  return fmt::format("{:x}\r\n{}\r\n", data.size(), data);
}

// Writes `piece` until there are settings.most_bytes of it or the client has gone.
void Flood(Stream& stream, std::string_view piece, const Settings& settings) {
  for (std::uint64_t sent = 0; sent < settings.most_bytes; sent += piece.size()) {
    if (!stream.Write(piece)) return;
  }
}

// Many repetitions in one write, or a flood of short pieces takes all day.
std::string Repeat(std::string_view piece) {
  std::string block;
  while (block.size() < 1U << 16U) block += piece;
  return block;
}

void ServeBody(Stream& stream, const std::string& body) {
  stream.Write(HeadOf(body) + body);
  stream.CloseCleanly();
}

void None(Stream& stream, const Request& request, const Settings&) {
  ServeBody(stream, BodyFor(request));
}

// Connections that break.

void ResetBeforeAnswer(Stream& stream, const Request&, const Settings&) { stream.Reset(); }

void ResetInHeaders(Stream& stream, const Request&, const Settings&) {
  stream.Write("HTTP/1.1 200 OK\r\nContent-Ty");
  stream.Reset();
}

void ResetInBody(Stream& stream, const Request& request, const Settings&) {
  const std::string body = BodyFor(request);
  stream.Write(HeadOf(body) + body.substr(0, body.size() / 2));
  stream.Reset();
}

void CloseBeforeAnswer(Stream& stream, const Request&, const Settings&) { stream.Close(); }

void CloseInBody(Stream& stream, const Request& request, const Settings&) {
  const std::string body = BodyFor(request);
  stream.Write(HeadOf(body) + body.substr(0, body.size() / 2));
  stream.Close();
}

void HalfClose(Stream& stream, const Request&, const Settings&) {
  stream.HalfClose();
  std::string ignored;
  while (ignored.size() < 1U << 20U && stream.Read(ignored)) {
  }
}

void Silence(Stream& stream, const Request&, const Settings&) {
  std::string ignored;
  while (ignored.size() < 1U << 20U && stream.Read(ignored)) {
  }
}

// Slowness.

void SlowHeaders(Stream& stream, const Request& request, const Settings& settings) {
  const std::string body = BodyFor(request);
  if (!stream.WriteSlowly(HeadOf(body), settings.interval)) return;
  stream.Write(body);
  stream.CloseCleanly();
}

void SlowBody(Stream& stream, const Request& request, const Settings& settings) {
  const std::string body = BodyFor(request);
  if (!stream.Write(HeadOf(body)) || !stream.WriteSlowly(body, settings.interval)) return;
  stream.CloseCleanly();
}

// Lengths that lie.

void LengthTooLong(Stream& stream, const Request& request, const Settings&) {
  const std::string body = BodyFor(request);
  stream.Write(Head(fmt::format("Content-Length: {}\r\n", body.size() + 10)) + body);
  stream.Close();
}

void LengthTooShort(Stream& stream, const Request& request, const Settings&) {
  const std::string body = BodyFor(request);
  stream.Write(Head(fmt::format("Content-Length: {}\r\n", body.size() - 10)) + body);
  stream.CloseCleanly();
}

void LengthNegative(Stream& stream, const Request& request, const Settings&) {
  stream.Write(Head("Content-Length: -1\r\n") + BodyFor(request));
  stream.CloseCleanly();
}

void LengthTwice(Stream& stream, const Request& request, const Settings&) {
  const std::string body = BodyFor(request);
  stream.Write(Head(fmt::format("Content-Length: 5\r\nContent-Length: {}\r\n", body.size())) +
               body);
  stream.CloseCleanly();
}

// Too much.

void HugeBody(Stream& stream, const Request&, const Settings& settings) {
  stream.Write(Head(fmt::format("Content-Length: {}\r\n", settings.most_bytes)));
  Flood(stream, std::string(1U << 16U, ' '), settings);
}

void HugeLength(Stream& stream, const Request& request, const Settings& settings) {
  stream.Write(Head("Content-Length: 4294967296\r\n"));
  stream.Write("{");
  Silence(stream, request, settings);
}

void EndlessChunks(Stream& stream, const Request&, const Settings& settings) {
  stream.Write(Head("Transfer-Encoding: chunked\r\n"));
  Flood(stream, Chunk(std::string(1U << 16U, ' ')), settings);
}

void EndlessHeaders(Stream& stream, const Request&, const Settings& settings) {
  stream.Write("HTTP/1.1 200 OK\r\n");
  Flood(stream, Repeat("X-Filler: " + std::string(1000, 'x') + "\r\n"), settings);
}

void EndlessHeader(Stream& stream, const Request&, const Settings& settings) {
  stream.Write("HTTP/1.1 200 OK\r\nX-Filler: ");
  Flood(stream, Repeat("x"), settings);
}

void EndlessContinue(Stream& stream, const Request&, const Settings& settings) {
  Flood(stream, Repeat("HTTP/1.1 100 Continue\r\n\r\n"), settings);
}

void GzipBomb(Stream& stream, const Request&, const Settings&) {
  ServeGzipBomb(stream, Head("Content-Encoding: gzip\r\nConnection: close\r\n"));
}

void DeepJson(Stream& stream, const Request&, const Settings&) {
  ServeBody(stream,
            R"({"buckets":)" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}");
}

// Not the protocol.

void Garbage(Stream& stream, const Request&, const Settings&) {
  std::string bytes(4096, '\0');
  RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  stream.Write(bytes);
  stream.CloseCleanly();
}

void ChunkedGarbage(Stream& stream, const Request& request, const Settings&) {
  stream.Write(Head("Transfer-Encoding: chunked\r\n") + "zz\r\n" + BodyFor(request) +
               "\r\n0\r\n\r\n");
  stream.CloseCleanly();
}

void ChunkedOverflow(Stream& stream, const Request& request, const Settings&) {
  stream.Write(Head("Transfer-Encoding: chunked\r\n") + "fffffffffffffffff\r\n" + BodyFor(request));
  stream.CloseCleanly();
}

void ChunkedCut(Stream& stream, const Request& request, const Settings&) {
  stream.Write(Head("Transfer-Encoding: chunked\r\n") + Chunk(BodyFor(request)));
  stream.Close();
}

void Http10(Stream& stream, const Request& request, const Settings&) {
  stream.Write("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + BodyFor(request));
  stream.CloseCleanly();
}

void Http09(Stream& stream, const Request& request, const Settings&) {
  stream.Write(BodyFor(request));
  stream.CloseCleanly();
}

void OddStatus(Stream& stream, const Request& request, const Settings&) {
  const std::string body = BodyFor(request);
  stream.Write(
      fmt::format("HTTP/1.1 999 \x1b[31mRed\r\nContent-Length: {}\r\n\r\n{}", body.size(), body));
  stream.CloseCleanly();
}

void SecondAnswer(Stream& stream, const Request& request, const Settings&) {
  const std::string body = BodyFor(request);
  const std::string head = Head(fmt::format("Content-Length: {}\r\n", body.size()));
  stream.Write(head + body + "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"buckets\":[]}");
  std::string ignored;  // the connection stays open: may a client use it again?
  if (stream.Read(ignored)) stream.CloseCleanly();
}

// The protocol, but not the content.

void InvalidUtf8(Stream& stream, const Request&, const Settings&) {
  ServeBody(stream, "{\"error_code\":\"CTS.0003\",\"error_msg\":\"\xff\xfe\xc3(\xed\xa0\x80\"}");
}

void ControlCharacters(Stream& stream, const Request&, const Settings&) {
  const std::string body = R"({"error_code":"CTS.0003",)"
                           R"("error_msg":"\u001b[2J\u0007\u0000\r\nError: forged \u202e line"})";
  stream.Write(
      fmt::format("HTTP/1.1 400 Bad Request\r\nContent-Length: {}\r\n"
                  "X-Request-Id: \x1b]0;title\x07\r\nConnection: close\r\n\r\n{}",
                  body.size(), body));
  stream.CloseCleanly();
}

void LongMessage(Stream& stream, const Request&, const Settings&) {
  const std::string body =
      R"({"error_code":"CTS.0003","error_msg":")" + std::string(5'000'000, 'm') + "\"}";
  stream.Write(
      fmt::format("HTTP/1.1 400 Bad Request\r\nContent-Length: {}\r\n"
                  "Connection: close\r\n\r\n{}",
                  body.size(), body));
  stream.CloseCleanly();
}

void CaptivePortal(Stream& stream, const Request&, const Settings&) {
  const std::string body = "<html><body>Please log in to the network.</body></html>";
  stream.Write(
      fmt::format("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\n"
                  "Connection: close\r\n\r\n{}",
                  body.size(), body));
  stream.CloseCleanly();
}

void EmptyBody(Stream& stream, const Request&, const Settings&) { ServeBody(stream, ""); }

}  // namespace

const std::vector<Fault>& Faults() {
  static const auto& faults = *new std::vector<Fault>{
      {"none", "the right answer", None},
      {"reset-before-answer", "RST once the request is read", ResetBeforeAnswer},
      {"reset-in-headers", "RST in the middle of the headers", ResetInHeaders},
      {"reset-in-body", "RST in the middle of the body", ResetInBody},
      {"close-before-answer", "FIN once the request is read", CloseBeforeAnswer},
      {"close-in-body", "FIN in the middle of the body, no TLS close_notify", CloseInBody},
      {"half-close", "FIN without an answer, keeps reading", HalfClose},
      {"silence", "no answer, the connection stays open", Silence},
      {"slow-headers", "headers one byte at a time", SlowHeaders},
      {"slow-body", "body one byte at a time", SlowBody},
      {"length-too-long", "Content-Length is 10 more than is sent", LengthTooLong},
      {"length-too-short", "Content-Length is 10 less than is sent", LengthTooShort},
      {"length-negative", "Content-Length: -1", LengthNegative},
      {"length-twice", "two different Content-Length", LengthTwice},
      {"huge-body", "--most-bytes (4 GiB) announced and sent", HugeBody},
      {"huge-length", "4 GiB announced, one byte sent", HugeLength},
      {"endless-chunks", "chunks up to --most-bytes", EndlessChunks},
      {"endless-headers", "header after header up to --most-bytes", EndlessHeaders},
      {"endless-header", "one header of --most-bytes", EndlessHeader},
      {"endless-continue", "100 Continue again and again", EndlessContinue},
      {"gzip-bomb", "Content-Encoding: gzip, 1 MiB that unpacks to 1 GiB", GzipBomb},
      {"deep-json", "a body of a million nested arrays", DeepJson},
      {"garbage", "random bytes", Garbage},
      {"chunked-garbage", "a chunk size that is no number", ChunkedGarbage},
      {"chunked-overflow", "a chunk size of 68 bits", ChunkedOverflow},
      {"chunked-cut", "no last chunk", ChunkedCut},
      {"http-1.0", "a right answer of HTTP/1.0, ended by FIN", Http10},
      {"http-0.9", "a body without headers", Http09},
      {"odd-status", "status 999 with an escape sequence as its reason", OddStatus},
      {"second-answer", "one answer more than was asked for", SecondAnswer},
      {"invalid-utf8", "200 with bytes that are no UTF-8", InvalidUtf8},
      {"control-characters", "400 with escape sequences in message and request ID",
       ControlCharacters},
      {"long-message", "400 with a message of 5 MB", LongMessage},
      {"captive-portal", "200 with an HTML page", CaptivePortal},
      {"empty-body", "200 with nothing in it", EmptyBody},
  };
  return faults;
}

const Fault* FindFault(std::string_view path) {
  for (const auto segment : standin::Split(path.substr(0, path.find('?')), '/')) {
    const auto found =
        std::find_if(Faults().begin(), Faults().end(),
                     [segment](const Fault& fault) { return fault.name == segment; });
    if (found != Faults().end()) return &*found;
  }
  return nullptr;
}

}  // namespace fault_server
