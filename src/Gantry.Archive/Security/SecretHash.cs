using System.Security.Cryptography;
using System.Text;

namespace Gantry.Archive.Security;

/// <summary>SHA-256 of a random secret of 256 bits, in hexadecimal: the key by which a token or session is found. Random secrets need no salt and no stretching.</summary>
public readonly record struct SecretHash(string Hex)
{
    public static SecretHash Of(string secret) => new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret))));
}
