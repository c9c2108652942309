// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/answer_reader.h"

#include <algorithm>
#include <utility>

namespace provider::http {
namespace {

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace

bool AnswerReader::AddHeaderLine(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxHeaderBytes) return false;
  if (line.starts_with("HTTP/")) {
    response_.headers.clear();  // what came before belonged to a 1xx
    headers_ended_ = false;
    return true;
  }
  headers_ended_ = headers_ended_ || Trimmed(line).empty();
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  response_.headers.emplace_back(Trimmed(line.substr(0, colon)), Trimmed(line.substr(colon + 1)));
  return true;
}

bool AnswerReader::AddBody(std::string_view part) {
  if (part.size() > max_body_bytes_ - response_.body.size()) return false;
  response_.body += part;
  return true;
}

std::optional<Response> AnswerReader::Take(int status) && {
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
