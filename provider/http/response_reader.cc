// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/response_reader.h"

#include <algorithm>
#include <utility>

#include "provider/text/ascii.h"

namespace provider::http {

bool ResponseReader::AddHeaderLine(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxHeaderBytes) return false;
  if (line.starts_with("HTTP/")) {
    response_.headers.clear();  // these headers belonged to a 1xx response
    headers_ended_ = false;
    return true;
  }
  headers_ended_ = headers_ended_ || text::AsciiTrim(line).empty();
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  response_.headers.emplace_back(text::AsciiTrim(line.substr(0, colon)),
                                 text::AsciiTrim(line.substr(colon + 1)));
  return true;
}

bool ResponseReader::AddBody(std::string_view part) {
  if (part.size() > max_body_bytes_ - response_.body.size()) return false;
  response_.body += part;
  return true;
}

std::optional<Response> ResponseReader::Take(int status) && {
  if (!headers_ended_) return std::nullopt;
  response_.status = status;
  return std::move(response_);
}

bool HasTwoLengths(const Headers& headers) {
  constexpr std::string_view kName = "Content-Length";
  const std::string* first = FindHeader(headers, kName);
  return first != nullptr &&
         std::any_of(headers.begin(), headers.end(), [first, kName](const auto& header) {
           return IsSameName(header.first, kName) && header.second != *first;
         });
}

}  // namespace provider::http
