// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/cts_provider.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "provider/schema/schema.h"

namespace provider {
namespace {

using ::testing::ElementsAreArray;

template <typename Map>
std::vector<std::string> NamesOf(const Map& map) {
  std::vector<std::string> names;
  for (const auto& entry : map) names.push_back(entry.first);
  return names;
}

// A file of schemas/ without a line in AllTypes() shows otherwise only when a plan uses the type.
TEST(CtsProvider, ImplementsExactlyTheTypesOfTheSchema) {
  base::SystemClock clock;
  const CtsProvider provider(base::Environment(), clock, "1.2.3");
  const framework::Types& types = provider.types();
  const schema::ProviderSchema& schema = schema::Embedded();
  EXPECT_THAT(NamesOf(types.data_sources), ElementsAreArray(NamesOf(schema.data_sources)));
  EXPECT_THAT(NamesOf(types.ephemeral_resources),
              ElementsAreArray(NamesOf(schema.ephemeral_resources)));
  EXPECT_THAT(NamesOf(types.actions), ElementsAreArray(NamesOf(schema.actions)));
  EXPECT_THAT(NamesOf(types.functions), ElementsAreArray(NamesOf(schema.functions)));
}

}  // namespace
}  // namespace provider
