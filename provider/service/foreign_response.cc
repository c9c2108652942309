// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/service/foreign_response.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "provider/text/ascii.h"
#include "provider/text/redaction.h"

namespace provider::service {
namespace {

using Kind = ForeignResponse::Kind;

// The part of a body that is read: titles and codes are at its beginning.
constexpr std::size_t kMostRead = 64U << 10;

constexpr const char* kPageHint =
    "Ask the team that runs the proxy or firewall to let requests to this host through. Otherwise "
    "check the endpoint and the proxy settings (HTTPS_PROXY, HTTP_PROXY, NO_PROXY).";
// With a 5xx, the page may come from the service's own gateway.
constexpr const char* kPassingPageHint =
    "Run the command again in a few minutes. If the page persists, ask the team that runs the "
    "proxy or firewall to let requests to this host through, or check the endpoint and the proxy "
    "settings (HTTPS_PROXY, HTTP_PROXY, NO_PROXY).";
constexpr const char* kObsHint =
    "This looks like OBS, which has other addresses: check endpoints, or remove the entry so that "
    "the address follows region and cloud.";
constexpr const char* kCompressedHint =
    "A proxy or gateway in between changes responses: exempt the endpoint from it, or list the "
    "host in NO_PROXY.";

// The name of the compression; empty if there is none.
std::string CompressionOf(const http::Response& response) {
  if (const auto* header = http::FindHeader(response.headers, "Content-Encoding")) {
    // Other values, for example "utf-8", are mistakes of a gateway that does not compress.
    const auto name = text::AsciiLower(text::AsciiTrim(*header));
    for (const std::string_view known : {"gzip", "x-gzip", "deflate", "br", "zstd", "compress"}) {
      if (name == known) return name;
    }
  }
  constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kMagics{
      {{"\x1f\x8b", "gzip"}, {"\x28\xb5\x2f\xfd", "zstd"}}};
  for (const auto& [magic, name] : kMagics) {
    if (response.body.starts_with(magic)) return std::string(name);
  }
  return {};
}

// Returns the element's text, cleaned.
std::optional<std::string> Element(std::string_view text, std::string_view lower,
                                   std::string_view name) {
  const auto found = FindElement(text, lower, name);
  return found ? std::optional(text::CleanForeignText(*found)) : std::nullopt;
}

// Pages often begin with a byte order mark.
std::string_view WithoutMark(std::string_view body) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (body.starts_with(kMark)) body.remove_prefix(kMark.size());
  return body;
}

// The body must begin with '<'.
bool IsPage(const http::Response& response, std::string_view lower) {
  const auto* type = http::FindHeader(response.headers, "Content-Type");
  if (type != nullptr && text::AsciiLower(*type).find("html") != std::string::npos) return true;
  for (const std::string_view mark : {"<!doctype html", "<html", "<head", "<body", "<title"}) {
    if (lower.find(mark) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

std::optional<ForeignResponse> RecognizeForeign(const http::Response& response) {
  constexpr int kProxyLogin = 407;
  if (response.status / 100 == 3 || response.status == kProxyLogin) return std::nullopt;
  if (const auto compression = CompressionOf(response); !compression.empty()) {
    return ForeignResponse{.kind = Kind::kCompressed,
                           .code = {},
                           .message = fmt::format("The response is compressed ({}), although the "
                                                  "request asks for an uncompressed one.",
                                                  compression),
                           .request_id = {},
                           .hint = kCompressedHint};
  }
  const auto text = text::AsciiTrim(WithoutMark(response.body).substr(0, kMostRead));
  if (!text.starts_with('<')) return std::nullopt;  // JSON is not searched for tags
  const auto lower = text::AsciiLower(text);
  if (IsPage(response, lower)) {
    const auto title = Element(text, lower, "title");
    return ForeignResponse{
        .kind = Kind::kPage,
        .code = {},
        .message = title && !title->empty()
                       ? fmt::format("A proxy, firewall or gateway sent a web page: "
                                     "\"{}\".",
                                     *title)
                       : "A proxy, firewall or gateway sent a web page without a title.",
        .request_id = {},
        .hint = response.status >= 500 ? kPassingPageHint : kPageHint};
  }
  const bool is_xml = lower.starts_with("<?xml") || lower.starts_with("<error");
  auto code = is_xml ? Element(text, lower, "code") : std::nullopt;
  if (!code || lower.find("<error") == std::string::npos) return std::nullopt;
  return ForeignResponse{.kind = Kind::kObs,
                         .code = *std::move(code),
                         .message = Element(text, lower, "message").value_or(""),
                         .request_id = Element(text, lower, "requestid").value_or(""),
                         .hint = kObsHint};
}

std::optional<std::string_view> FindElement(std::string_view text, std::string_view lower,
                                            std::string_view name) {
  const auto open = lower.find("<" + std::string(name));
  const auto start = open == std::string_view::npos ? open : lower.find('>', open);
  const auto end =
      start == std::string_view::npos ? start : lower.find("</" + std::string(name), start);
  if (end == std::string_view::npos) return std::nullopt;
  return text.substr(start + 1, end - start - 1);
}

}  // namespace provider::service
