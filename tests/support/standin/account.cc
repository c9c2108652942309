// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "tests/support/standin/account.h"

#include <algorithm>

namespace standin {

std::vector<Tenant> Account::Tenants() const {
  std::vector<Tenant> tenants = {{.domain_id = domain_id,
                                  .domain_name = domain_name,
                                  .projects = projects,
                                  .agencies = {{"cts-ci", idp_id}}}};
  tenants.insert(tenants.end(), others.begin(), others.end());
  return tenants;
}

const Tenant* FindTenant(const std::vector<Tenant>& tenants, const std::string& domain_id,
                         const std::string& domain_name) {
  const auto found = std::find_if(tenants.begin(), tenants.end(), [&](const Tenant& tenant) {
    return domain_id.empty() ? tenant.domain_name == domain_name : tenant.domain_id == domain_id;
  });
  return found == tenants.end() ? nullptr : &*found;
}

}  // namespace standin
