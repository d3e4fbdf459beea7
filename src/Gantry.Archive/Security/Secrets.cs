using System.Buffers.Text;
using System.Security.Cryptography;

namespace Gantry.Archive.Security;

/// <summary>Makes secrets.</summary>
public static class Secrets
{
    /// <summary>What every bearer token begins with, so that scanners of repositories and logs find a leaked one.</summary>
    public const string TokenPrefix = "gantry_";

    // Without the letters and digits that look like others.
    private const string Readable = "abcdefghjkmnpqrstuvwxyz23456789";

    public static string NewToken() => TokenPrefix + NewSecret();

    /// <summary>256 random bits in base64url, 43 characters.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>A password for a person to type once: four groups of four readable characters, about 79 bits.</summary>
    public static string NewOneTimePassword() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Readable, 4)));
}
