// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Too much data: bodies, headers, chunks and JSON that would fill a client's memory.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/fault_server/exchange.h"
#include "tests/support/fault_server/gzip_bomb.h"

namespace fault_server {
namespace {

// Writes `piece` until settings.max_bytes are sent or the client has closed.
void Flood(Stream& stream, std::string_view piece, const Settings& settings) {
  for (std::uint64_t sent = 0; sent < settings.max_bytes; sent += piece.size()) {
    if (!stream.Write(piece)) return;
  }
}

// Repeats `piece` up to about 64 KiB, because many short writes take too long.
std::string Repeat(std::string_view piece) {
  std::string block;
  while (block.size() < 1U << 16U) block += piece;
  return block;
}

void HugeBody(Stream& stream, const Exchange& exchange) {
  stream.Write(exchange.Head(fmt::format("Content-Length: {}\r\n", exchange.settings.max_bytes)));
  Flood(stream, std::string(1U << 16U, ' '), exchange.settings);
}

void HugeLength(Stream& stream, const Exchange& exchange) {
  stream.Write(exchange.Head("Content-Length: 4294967296\r\n") + "{");
  Drain(stream);
}

void EndlessBody(Stream& stream, const Exchange& exchange) {
  stream.Write(exchange.Head("Connection: close\r\n"));
  Flood(stream, std::string(1U << 16U, ' '), exchange.settings);
}

void EndlessChunks(Stream& stream, const Exchange& exchange) {
  stream.Write(exchange.Head("Transfer-Encoding: chunked\r\n"));
  Flood(stream, fmt::format("10000\r\n{}\r\n", std::string(1U << 16U, ' ')), exchange.settings);
}

void EndlessHeaders(Stream& stream, const Exchange& exchange) {
  stream.Write("HTTP/1.1 200 OK\r\n");
  Flood(stream, Repeat("X-Filler: " + std::string(1000, 'x') + "\r\n"), exchange.settings);
}

void EndlessHeader(Stream& stream, const Exchange& exchange) {
  stream.Write("HTTP/1.1 200 OK\r\nX-Filler: ");
  Flood(stream, Repeat("x"), exchange.settings);
}

void EndlessTrailers(Stream& stream, const Exchange& exchange) {
  const auto& body = exchange.response.body;
  stream.Write(exchange.Head("Transfer-Encoding: chunked\r\n") +
               fmt::format("{:x}\r\n{}\r\n0\r\n", body.size(), body));
  Flood(stream, Repeat("X-Filler: " + std::string(1000, 'x') + "\r\n"), exchange.settings);
}

void EndlessContinue(Stream& stream, const Exchange& exchange) {
  Flood(stream, Repeat("HTTP/1.1 100 Continue\r\n\r\n"), exchange.settings);
}

void GzipBomb(Stream& stream, const Exchange& exchange) {
  ServeGzipBomb(stream, exchange.Head("Content-Encoding: gzip\r\nConnection: close\r\n"));
}

void DeepJson(Stream& stream, const Exchange& exchange) {
  exchange.Respond(
      stream, R"({"buckets":)" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}");
}

// Adds an unknown field, which a reader must parse even if it skips the field.
void DeepField(Stream& stream, const Exchange& exchange) {
  exchange.Respond(stream, R"({"unknown":)" + std::string(100'000, '[') +
                               std::string(100'000, ']') + "," + exchange.response.body.substr(1));
}

void WideJson(Stream& stream, const Exchange& exchange) {
  std::string body = R"({"unknown":[)";
  for (int i = 0; i < 2'500'000; ++i) body += "[],";
  exchange.Respond(stream, body + "[]]," + exchange.response.body.substr(1));
}

// Nested escape sequences, which take the longest to decode.
std::string NestedEscapes(std::size_t size) {
  constexpr std::string_view kPiece = "%25%32\\u0025&#37;%5Cu0025%26#37;";
  std::string text;
  while (text.size() < size) text += kPiece;
  return text;
}

// The correct response to checkbucket, with a long string as `key` of each bucket or verdict.
Fault LongString(std::string name, std::string description, bool in_verdict, const char* key) {
  return {std::move(name), std::move(description),
          [in_verdict, key](Stream& stream, const Exchange& exchange) {
            auto tree = nlohmann::json::parse(exchange.response.body);
            for (auto& bucket : tree["buckets"]) {
              (in_verdict ? bucket["check_bucket_response"] : bucket)[key] =
                  NestedEscapes(28'000'000 / tree["buckets"].size());
            }
            exchange.Respond(stream, tree.dump());
          }};
}

void LongErrorCodeAndMessage(Stream& stream, const Exchange& exchange) {
  auto tree = nlohmann::json::parse(exchange.response.body);
  for (auto& bucket : tree["buckets"]) {
    for (const auto* key : {"error_code", "error_message"}) {
      bucket["check_bucket_response"][key] = NestedEscapes(2'000'000);
    }
  }
  exchange.Respond(stream, tree.dump());
}

void ManyLongMessages(Stream& stream, const Exchange& exchange) {
  auto tree = nlohmann::json::parse(exchange.response.body);
  const auto message = NestedEscapes(8'000);
  for (auto& bucket : tree["buckets"]) bucket["check_bucket_response"]["error_message"] = message;
  const auto buckets = tree["buckets"];
  for (int i = 0; i < 3'000; ++i) {
    auto bucket = buckets[static_cast<std::size_t>(i) % buckets.size()];
    if (i % 2 == 0) bucket["bucket_name"] = fmt::format("somebody-elses-{}", i);
    tree["buckets"].push_back(std::move(bucket));
  }
  exchange.Respond(stream, tree.dump());
}

// For responses of IAM: changes the ID of the first project or account.
void LongId(Stream& stream, const Exchange& exchange) {
  auto tree = nlohmann::json::parse(exchange.response.body);
  for (const auto* list : {"projects", "domains"}) {
    if (!tree.contains(list) || tree[list].empty()) continue;
    tree[list][0]["id"] = NestedEscapes(2'000'000);
  }
  exchange.Respond(stream, tree.dump());
}

void LongName(Stream& stream, const Exchange& exchange) {
  auto tree = nlohmann::json::parse(exchange.response.body);
  for (const auto* list : {"projects", "domains"}) {
    if (!tree.contains(list) || tree[list].empty()) continue;
    tree[list][0]["name"] = NestedEscapes(7'900'000);
  }
  exchange.Respond(stream, tree.dump());
}

void HugeMessage(Stream& stream, const Exchange&) {
  const nlohmann::json envelope{{"error_code", "CTS.0003"},
                                {"error_msg", NestedEscapes(28'000'000)}};
  SendResponse(stream, "400 Bad Request", "Content-Type: application/json\r\n", envelope.dump());
}

void LongHeader(Stream& stream, const Exchange&) {
  SendResponse(stream, "400 Bad Request",
               fmt::format("X-Request-Id: {}\r\n", NestedEscapes(90'000)),
               R"({"error_code":"CTS.0003","error_msg":"Too much."})");
}

}  // namespace

FaultList FloodFaults() {
  return {
      {"huge-body", "a Content-Length of --max-bytes (4 GiB), all sent", HugeBody},
      {"huge-length", "a Content-Length of 4 GiB, one byte sent", HugeLength},
      {"endless-body", "a body of --max-bytes without a Content-Length", EndlessBody},
      {"endless-chunks", "chunks, up to --max-bytes", EndlessChunks},
      {"endless-headers", "many headers, up to --max-bytes", EndlessHeaders},
      {"endless-header", "one header of --max-bytes", EndlessHeader},
      {"endless-trailers", "trailers after the correct chunks, up to --max-bytes", EndlessTrailers},
      {"endless-continue", "100 Continue repeatedly, up to --max-bytes", EndlessContinue},
      {"gzip-bomb", "Content-Encoding: gzip; 1 MiB expands to 1 GiB", GzipBomb},
      {"deep-json", "a body of a million nested arrays", DeepJson},
      {"deep-field", "the correct response with an unknown field 100,000 levels deep", DeepField},
      {"wide-json", "the correct response with an unknown field of 2,500,000 values", WideJson},
      LongString("long-error-message", "28 MB of nested escape sequences as error_message", true,
                 "error_message"),
      LongString("long-error-code", "28 MB of nested escape sequences as error_code", true,
                 "error_code"),
      LongString("long-bucket-name", "28 MB of nested escape sequences as bucket_name", false,
                 "bucket_name"),
      LongString("long-bucket-location", "28 MB of nested escape sequences as bucket_location",
                 false, "bucket_location"),
      LongString("long-kms-id", "28 MB of nested escape sequences as kms_id", false, "kms_id"),
      {"long-error-code-and-message",
       "2 MB of nested escape sequences as error_code and as error_message",
       LongErrorCodeAndMessage},
      {"many-long-messages",
       "3,000 more buckets, each with an error_message of 8 KB of nested escape sequences",
       ManyLongMessages},
      {"long-id", "2 MB of nested escape sequences as the ID of the project or account", LongId},
      {"long-name", "8 MB of nested escape sequences as the name of the project or account",
       LongName},
      {"huge-message", "400 with a message of 28 MB of nested escape sequences", HugeMessage},
      {"long-header", "400 with an X-Request-Id of 90 KB of nested escape sequences", LongHeader},
  };
}

}  // namespace fault_server
