// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/call.h"

#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

namespace standin {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Through a proxy, a client sends "http://host/path".
std::string_view OriginForm(std::string_view target) {
  const auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  const auto path = target.find('/', scheme + 3);
  return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
}

std::string Dump(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string_view Title(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 429:
      return "Too Many Requests";
    default:
      return status >= 500 ? "Internal Server Error" : "Error";
  }
}

}  // namespace

bool IgnoreCase::operator()(std::string_view a, std::string_view b) const {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](char x, char y) { return Lower(x) < Lower(y); });
}

std::string Call::Header(std::string_view name) const {
  std::string joined;
  const auto [begin, end] = headers.equal_range(name);
  for (auto it = begin; it != end; ++it) {
    if (it != begin) joined += ',';
    joined += it->second;
  }
  return joined;
}

bool Call::HasHeader(std::string_view name) const { return headers.find(name) != headers.end(); }

std::string_view Call::Path() const {
  const auto origin = OriginForm(target);
  return origin.substr(0, origin.find('?'));
}

std::string_view Call::Query() const {
  const auto origin = OriginForm(target);
  const auto mark = origin.find('?');
  return mark == std::string_view::npos ? std::string_view() : origin.substr(mark + 1);
}

std::string Call::Parameter(std::string_view name) const {
  for (const auto pair : Split(Query(), '&')) {
    const auto equals = pair.find('=');
    if (PercentDecode(pair.substr(0, equals)) != name) continue;
    return equals == std::string_view::npos ? "" : PercentDecode(pair.substr(equals + 1));
  }
  return "";
}

std::string PercentDecode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned int byte = 0;
    if (text[i] == '%' && i + 2 < text.size()) {
      const char* first = text.data() + i + 1;
      if (std::from_chars(first, first + 2, byte, 16).ptr == first + 2) {
        decoded += static_cast<char>(byte);
        i += 2;
        continue;
      }
    }
    decoded += text[i];
  }
  return decoded;
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

Answer CtsError(int status, std::string_view code, std::string_view message) {
  return {.status = status, .body = Dump({{"error_code", code}, {"error_msg", message}})};
}

Answer GatewayError(int status, std::string_view code, std::string_view message,
                    std::string_view request_id) {
  return {.status = status,
          .body = Dump({{"error_code", code}, {"error_msg", message}, {"request_id", request_id}})};
}

Answer IamError(int status, std::string_view message) {
  const nlohmann::json error = {{"code", status}, {"message", message}, {"title", Title(status)}};
  return {.status = status, .body = Dump({{"error", error}})};
}

}  // namespace standin
