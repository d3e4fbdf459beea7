using Gantry.Archive.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Gantry.Server.Security;

/// <summary>ASP.NET Core Identity's hasher: PBKDF2 with HMAC-SHA512, a salt of 128 bits, 210,000 rounds (OWASP's figure).</summary>
public sealed class IdentityPasswordHashing : IPasswordHashing
{
    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));

    public string Hash(string password) => hasher.HashPassword(Nobody, password);

    public bool Verify(string hash, string password, out bool isOutdated)
    {
        PasswordVerificationResult result = hasher.VerifyHashedPassword(Nobody, hash, password);
        isOutdated = result == PasswordVerificationResult.SuccessRehashNeeded;
        return result != PasswordVerificationResult.Failed;
    }
}
