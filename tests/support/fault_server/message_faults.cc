// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Responses with a wrong length or that are not HTTP.

#include <fmt/format.h>
#include <openssl/rand.h>

#include "tests/support/fault_server/exchange.h"

namespace fault_server {
namespace {

constexpr const char* kChunked = "Transfer-Encoding: chunked\r\n";

std::string Chunk(std::string_view data) {
  return fmt::format("{:x}\r\n{}\r\n", data.size(), data);
}

// Sends the correct body after the header line that `length` returns, and closes the connection.
Fault Length(std::string name, std::string description, std::string (*length)(std::size_t size)) {
  return {std::move(name), std::move(description),
          [length](Stream& stream, const Exchange& exchange) {
            const auto& body = exchange.response.body;
            stream.Write(exchange.Head(length(body.size())) + body);
            stream.CloseCleanly();
          }};
}

// Sends what `encode` returns as a chunked body, and closes the connection.
Fault Chunks(std::string name, std::string description,
             std::string (*encode)(const std::string& body)) {
  return {std::move(name), std::move(description),
          [encode](Stream& stream, const Exchange& exchange) {
            stream.Write(exchange.Head(kChunked) + encode(exchange.response.body));
            stream.CloseCleanly();
          }};
}

void LengthAndChunks(Stream& stream, const Exchange& exchange) {
  const auto& body = exchange.response.body;
  stream.Write(exchange.Head(kChunked + std::string("Content-Length: 5\r\n")) + Chunk(body) +
               "0\r\n\r\n");
  stream.CloseCleanly();
}

void Garbage(Stream& stream, const Exchange&) {
  std::string bytes(4096, '\0');
  RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  stream.Write(bytes);
  stream.CloseCleanly();
}

void Http10(Stream& stream, const Exchange& exchange) {
  const std::string head = exchange.Head("");
  stream.Write("HTTP/1.0" + head.substr(8) + exchange.response.body);
  stream.CloseCleanly();
}

void Http09(Stream& stream, const Exchange& exchange) {
  stream.Write(exchange.response.body);
  stream.CloseCleanly();
}

void Http2(Stream& stream, const Exchange&) {
  using std::string_view_literals::operator""sv;
  stream.Write("\0\0\0\4\0\0\0\0\0"sv);  // an empty SETTINGS frame
  stream.CloseCleanly();
}

void MalformedHeaders(Stream& stream, const Exchange& exchange) {
  const auto& body = exchange.response.body;
  stream.Write(exchange.Head(fmt::format("no header at all\r\n: nor this\r\nContent-Length: {}\r\n",
                                         body.size())) +
               body);
  stream.CloseCleanly();
}

void NulInHeader(Stream& stream, const Exchange& exchange) {
  using std::string_view_literals::operator""sv;
  const auto& body = exchange.response.body;
  stream.Write(exchange.Head("X-Request-Id: a\0b\r\nConnection: close\r\n"sv) + body);
  stream.CloseCleanly();
}

void SecondResponse(Stream& stream, const Exchange& exchange) {
  const auto& body = exchange.response.body;
  stream.Write(exchange.Head(fmt::format("Content-Length: {}\r\n", body.size())) + body +
               "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"buckets\":[]}");
  std::string ignored;  // the connection stays open, so a client could reuse it
  if (stream.Read(ignored)) stream.CloseCleanly();
}

}  // namespace

FaultList MessageFaults() {
  return {
      Length("length-too-long", "a Content-Length that is 10 bytes too long",
             [](std::size_t size) { return fmt::format("Content-Length: {}\r\n", size + 10); }),
      Length("length-too-short", "a Content-Length that is 10 bytes too short",
             [](std::size_t size) { return fmt::format("Content-Length: {}\r\n", size - 10); }),
      Length("length-zero", "Content-Length: 0, then a body",
             [](std::size_t) { return std::string("Content-Length: 0\r\n"); }),
      Length("length-negative", "Content-Length: -1",
             [](std::size_t) { return std::string("Content-Length: -1\r\n"); }),
      Length("length-not-a-number", "Content-Length: twelve",
             [](std::size_t) { return std::string("Content-Length: twelve\r\n"); }),
      Length(
          "length-overflow", "a Content-Length of 30 digits",
          [](std::size_t) { return fmt::format("Content-Length: {}\r\n", std::string(30, '9')); }),
      Length("length-twice", "two different Content-Length headers; the second is correct",
             [](std::size_t size) {
               return fmt::format("Content-Length: 5\r\nContent-Length: {}\r\n", size);
             }),
      Length("length-missing", "no Content-Length and no chunks; FIN ends the body",
             [](std::size_t) { return std::string("Connection: close\r\n"); }),
      Chunks("chunked-correct", "the correct response in chunks of 7 bytes",
             [](const std::string& body) {
               std::string chunks;
               for (std::size_t at = 0; at < body.size(); at += 7) {
                 chunks += Chunk(body.substr(at, 7));
               }
               return chunks + "0\r\n\r\n";
             }),
      Chunks("chunked-garbage", "a chunk size that is not a number",
             [](const std::string& body) { return "zz\r\n" + body + "\r\n0\r\n\r\n"; }),
      Chunks("chunked-overflow", "a chunk size of 68 bits",
             [](const std::string& body) { return "fffffffffffffffff\r\n" + body; }),
      Chunks("chunked-too-short", "a chunk that is longer than its size",
             [](const std::string& body) { return "5\r\n" + body + "\r\n0\r\n\r\n"; }),
      Chunks("chunked-truncated", "the last chunk is missing",
             [](const std::string& body) { return Chunk(body); }),
      {"length-and-chunks", "a chunked body and a Content-Length of 5", LengthAndChunks},
      {"garbage", "random bytes", Garbage},
      {"http-1.0", "a correct HTTP/1.0 response; FIN ends the body", Http10},
      {"http-0.9", "a body without headers", Http09},
      {"http-2", "an HTTP/2 frame", Http2},
      {"malformed-headers", "two malformed header lines among the correct ones", MalformedHeaders},
      {"nul-in-header", "a NUL byte in a header", NulInHeader},
      {"second-response", "a second response that was not requested", SecondResponse},
  };
}

}  // namespace fault_server
