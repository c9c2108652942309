// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Complete HTTP responses whose content is not what the API describes, made from the correct
// response.

#include <regex>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/support/fault_server/exchange.h"

namespace fault_server {
namespace {

using nlohmann::json;

using SpoilText = std::string (*)(const std::string& body);
using SpoilTree = void (*)(json& tree);

Fault Text(std::string name, std::string what, SpoilText spoil) {
  return {std::move(name), std::move(what), [spoil](Stream& stream, const Exchange& exchange) {
            exchange.Answer(stream, spoil(exchange.right.body));
          }};
}

Fault Tree(std::string name, std::string what, SpoilTree spoil) {
  return {std::move(name), std::move(what), [spoil](Stream& stream, const Exchange& exchange) {
            json tree = json::parse(exchange.right.body);
            spoil(tree);
            exchange.Answer(stream, tree.dump());
          }};
}

// Replaces every text, number and boolean by `literal`, which need not be JSON.
std::string Literal(const std::string& body, const std::string& literal) {
  static const auto& scalar =
      *new std::regex(R"(([:\[,])("(?:[^"\\]|\\.)*"(?!:)|-?[0-9]+|true|false))");
  // $01 and not $1: the literal may begin with a digit.
  return std::regex_replace(body, scalar, "$01" + literal);
}

template <typename Visit>
void EachObject(json& tree, const Visit& visit) {
  for (auto& child : tree) {
    if (child.is_structured()) EachObject(child, visit);
  }
  if (tree.is_object()) visit(tree);
}

void Extend(json& tree) {
  EachObject(tree, [](json& object) {
    object["an_unknown_field"] = {{"nested", json::array({1, nullptr, "x"})}};
  });
}

void EmptyLists(json& tree) {
  EachObject(tree, [](json& object) {
    for (auto& child : object) {
      if (child.is_array()) child = json::array();
    }
  });
}

void EmptyObjects(json& tree) {
  EachObject(tree, [](json& object) {
    for (auto& child : object) {
      if (!child.is_array()) continue;
      for (auto& item : child) item = json::object();
    }
  });
}

void ListsAsObjects(json& tree) {
  EachObject(tree, [](json& object) {
    for (auto& child : object) {
      if (child.is_array()) child = {{"0", child.empty() ? json() : child.front()}};
    }
  });
}

// Another bucket, another project: the requested one is not there.
void OtherNames(json& tree) {
  EachObject(tree, [](json& object) {
    for (const auto* key : {"bucket_name", "name"}) {
      if (object.contains(key)) object[key] = "other-" + object[key].get<std::string>();
    }
  });
}

// IDs that would change the path of the next call.
void HostileIds(json& tree) {
  EachObject(tree, [](json& object) {
    for (const auto* key : {"id", "domain_id"}) {
      if (object.contains(key)) object[key] = "../../x?y#z\r\nX-Evil: 1";
    }
  });
}

// Only for checkbucket; other responses are not changed.
template <typename Visit>
void EachVerdict(json& tree, const Visit& visit) {
  for (auto& bucket : tree["buckets"]) visit(bucket["check_bucket_response"]);
}

void Contradiction(json& tree) {
  json& buckets = tree["buckets"];
  json denied = buckets.front();
  denied["check_bucket_response"] = {{"success", false}, {"response_code", 403}};
  buckets.push_back(denied);
}

void Stranger(json& tree) {
  json other = tree["buckets"].front();
  other["bucket_name"] = "somebody-elses";
  tree["buckets"].push_back(other);
}

}  // namespace

FaultList ContentFaults() {
  return {
      Text("empty-body", "nothing", [](const std::string&) { return std::string(); }),
      {"captive-portal", "200 with an HTML page",
       [](Stream& stream, const Exchange&) {
         AnswerWith(stream, "200 OK", "Content-Type: text/html\r\n",
                    "<html><body>Please log in to the network.</body></html>");
       }},
      Text("null-body", "null", [](const std::string&) { return std::string("null"); }),
      Text("list-body", "the right answer in a list",
           [](const std::string& body) { return fmt::format("[{}]", body); }),
      Text("half-json", "half of the answer, with a right length",
           [](const std::string& body) { return body.substr(0, body.size() / 2); }),
      Text("two-documents", "the right answer twice",
           [](const std::string& body) { return body + body; }),
      Text("byte-order-mark", "the right answer behind a byte order mark",
           [](const std::string& body) { return "\xef\xbb\xbf" + body; }),
      Text("utf-16", "the right answer in UTF-16",
           [](const std::string& body) {
             std::string wide = "\xff\xfe";
             for (const char c : body) wide += {c, '\0'};
             return wide;
           }),
      Text("invalid-utf8", "bytes that are no UTF-8 for every value",
           [](const std::string& body) { return Literal(body, "\"\xff\xfe\xc3(\xed\xa0\x80\""); }),
      Text("lone-surrogate", "half a surrogate pair for every value",
           [](const std::string& body) { return Literal(body, R"("\ud800")"); }),
      Text("text-in-gbk", "one more text, in GBK, that ends in half a character: a backslash",
           [](const std::string& body) {
             return "{\"a_note\":\"\xb2\xbb\xb4\xe6 \xd5\\\"," + body.substr(1);
           }),
      Text("error-in-success", "an error's code and words instead of the answer",
           [](const std::string&) {
             return std::string(R"({"error_code":"CTS.0013","error_msg":"No permission."})");
           }),
      Text("duplicate-key", "the first key twice, the first time with an empty list",
           [](const std::string& body) {
             return fmt::format("{{{}[],{}", body.substr(1, body.find(':')), body.substr(1));
           }),
      Text("duplicate-inner-key", "the last key of the innermost object twice",
           [](const std::string& body) {
             static const auto& last = *new std::regex(R"re(("[a-z_]+":("[^"]*"|[a-z0-9]+))\})re");
             return std::regex_replace(body, last, "$1,$1}",
                                       std::regex_constants::format_first_only);
           }),
      Text("number-out-of-range", "1e999 for every value",
           [](const std::string& body) { return Literal(body, "1e999"); }),
      Text("number-of-30-digits", "an integer of 30 digits for every value",
           [](const std::string& body) { return Literal(body, std::string(30, '9')); }),
      Text("nan", "NaN for every value",
           [](const std::string& body) { return Literal(body, "NaN"); }),
      Text("infinity", "-Infinity for every value",
           [](const std::string& body) { return Literal(body, "-Infinity"); }),
      Text("nulls", "null for every value",
           [](const std::string& body) { return Literal(body, "null"); }),
      Text("objects-for-values", "an object for every value",
           [](const std::string& body) { return Literal(body, "{}"); }),
      Tree("objects-for-lists", "an object for every list", ListsAsObjects),
      Tree("empty-lists", "every list empty", EmptyLists),
      Tree("empty-objects", "empty objects in every list", EmptyObjects),
      Tree("unknown-fields", "more fields than the API describes, on every level", Extend),
      Tree("other-names", "the answer to a question about another bucket or project", OtherNames),
      Tree("hostile-ids", "IDs with a path, a query and a line end in them", HostileIds),
      Tree("success-missing", "no success in check_bucket_response",
           [](json& tree) { EachVerdict(tree, [](json& verdict) { verdict.erase("success"); }); }),
      Tree("success-as-text", "success is the text \"true\"",
           [](json& tree) {
             EachVerdict(tree, [](json& verdict) { verdict["success"] = "true"; });
           }),
      Tree("success-as-number", "success is 1",
           [](json& tree) { EachVerdict(tree, [](json& verdict) { verdict["success"] = 1; }); }),
      Tree("unreadable-verdict", "a code as text, texts as numbers, success as it should be",
           [](json& tree) {
             EachVerdict(tree, [](json& verdict) {
               verdict["response_code"] = "200";
               verdict["error_code"] = 7.5;
               verdict["error_message"] = json::array();
             });
           }),
      Tree("contradiction", "the same bucket twice, once as success, once as failure",
           Contradiction),
      Tree("stranger", "one bucket more than was asked about", Stranger),
      {"no-token", "no X-Subject-Token",
       [](Stream& stream, const Exchange& exchange) {
         AnswerWith(stream, "201 Created", "", exchange.right.body);
       }},
      {"token-with-blanks", "an X-Subject-Token with control characters in it",
       [](Stream& stream, const Exchange& exchange) {
         AnswerWith(stream, "201 Created", "X-Subject-Token: a\tb\x01 c\r\n", exchange.right.body);
       }},
  };
}

}  // namespace fault_server
