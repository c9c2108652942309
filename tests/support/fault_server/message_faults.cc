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

// The whole body after a Content-Length of `length`, then the end.
Fault Length(std::string name, std::string what, std::string (*length)(std::size_t size)) {
  return {std::move(name), std::move(what), [length](Stream& stream, const Exchange& exchange) {
            const auto& body = exchange.right.body;
            stream.Write(exchange.Head(length(body.size())) + body);
            stream.CloseCleanly();
          }};
}

// The text after the headers of a chunked response, then the end.
Fault Chunks(std::string name, std::string what, std::string (*sent)(const std::string& body)) {
  return {std::move(name), std::move(what), [sent](Stream& stream, const Exchange& exchange) {
            stream.Write(exchange.Head(kChunked) + sent(exchange.right.body));
            stream.CloseCleanly();
          }};
}

void LengthAndChunks(Stream& stream, const Exchange& exchange) {
  const auto& body = exchange.right.body;
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
  stream.Write("HTTP/1.0" + head.substr(8) + exchange.right.body);
  stream.CloseCleanly();
}

void Http09(Stream& stream, const Exchange& exchange) {
  stream.Write(exchange.right.body);
  stream.CloseCleanly();
}

void Http2(Stream& stream, const Exchange&) {
  using std::string_view_literals::operator""sv;
  stream.Write("\0\0\0\4\0\0\0\0\0"sv);  // an empty SETTINGS frame
  stream.CloseCleanly();
}

void NoColon(Stream& stream, const Exchange& exchange) {
  const auto& body = exchange.right.body;
  stream.Write(exchange.Head(fmt::format("no header at all\r\n: nor this\r\nContent-Length: {}\r\n",
                                         body.size())) +
               body);
  stream.CloseCleanly();
}

void NulInHeader(Stream& stream, const Exchange& exchange) {
  using std::string_view_literals::operator""sv;
  const auto& body = exchange.right.body;
  stream.Write(exchange.Head("X-Request-Id: a\0b\r\nConnection: close\r\n"sv) + body);
  stream.CloseCleanly();
}

void SecondAnswer(Stream& stream, const Exchange& exchange) {
  const auto& body = exchange.right.body;
  stream.Write(exchange.Head(fmt::format("Content-Length: {}\r\n", body.size())) + body +
               "HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\n{\"buckets\":[]}");
  std::string ignored;  // the connection stays open: may the client use it again?
  if (stream.Read(ignored)) stream.CloseCleanly();
}

}  // namespace

FaultList MessageFaults() {
  return {
      Length("length-too-long", "Content-Length is 10 more than is sent",
             [](std::size_t size) { return fmt::format("Content-Length: {}\r\n", size + 10); }),
      Length("length-too-short", "Content-Length is 10 less than is sent",
             [](std::size_t size) { return fmt::format("Content-Length: {}\r\n", size - 10); }),
      Length("length-zero", "Content-Length: 0, a body follows",
             [](std::size_t) { return std::string("Content-Length: 0\r\n"); }),
      Length("length-negative", "Content-Length: -1",
             [](std::size_t) { return std::string("Content-Length: -1\r\n"); }),
      Length("length-no-number", "Content-Length: twelve",
             [](std::size_t) { return std::string("Content-Length: twelve\r\n"); }),
      Length(
          "length-overflow", "a Content-Length of 30 digits",
          [](std::size_t) { return fmt::format("Content-Length: {}\r\n", std::string(30, '9')); }),
      Length("length-twice", "two different Content-Length, the second right",
             [](std::size_t size) {
               return fmt::format("Content-Length: 5\r\nContent-Length: {}\r\n", size);
             }),
      Length("length-missing", "neither length nor chunks, ended by FIN",
             [](std::size_t) { return std::string("Connection: close\r\n"); }),
      Chunks("chunked-right", "the right answer in chunks of 7 bytes",
             [](const std::string& body) {
               std::string chunks;
               for (std::size_t at = 0; at < body.size(); at += 7) {
                 chunks += Chunk(body.substr(at, 7));
               }
               return chunks + "0\r\n\r\n";
             }),
      Chunks("chunked-garbage", "a chunk size that is no number",
             [](const std::string& body) { return "zz\r\n" + body + "\r\n0\r\n\r\n"; }),
      Chunks("chunked-overflow", "a chunk size of 68 bits",
             [](const std::string& body) { return "fffffffffffffffff\r\n" + body; }),
      Chunks("chunked-too-short", "a chunk longer than its size",
             [](const std::string& body) { return "5\r\n" + body + "\r\n0\r\n\r\n"; }),
      Chunks("chunked-cut", "no last chunk", [](const std::string& body) { return Chunk(body); }),
      {"length-and-chunks", "chunks with a Content-Length of 5", LengthAndChunks},
      {"garbage", "random bytes", Garbage},
      {"http-1.0", "a right answer of HTTP/1.0, ended by FIN", Http10},
      {"http-0.9", "a body without headers", Http09},
      {"http-2", "a frame of HTTP/2", Http2},
      {"no-colon", "header lines that are none beside the right ones", NoColon},
      {"nul-in-header", "a NUL byte in a header", NulInHeader},
      {"second-answer", "one answer more than was asked for", SecondAnswer},
  };
}

}  // namespace fault_server
