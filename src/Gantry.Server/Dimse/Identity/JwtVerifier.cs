using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gantry.Server.Dimse.Identity;

/// <summary>Checks JSON Web Tokens in compact form (RFC 7519, RFC 7515): signed by RS256, PS256 or ES256 with one of the keys given, in its time, from the issuer and for the audience that are expected.</summary>
internal sealed class JwtVerifier
{
    private const int MaxLength = 16 * 1024;
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);
    private readonly List<AsymmetricAlgorithm> keys = [];
    private readonly string? issuer;
    private readonly string? audience;
    private readonly TimeProvider time;

    private JwtVerifier(string? issuer, string? audience, TimeProvider time) => (this.issuer, this.audience, this.time) = (issuer, audience, time);

    /// <summary>Reads the public keys (RSA of 2048 bits or more, NIST P-256) of a PEM file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="CryptographicException">It holds something that is no such key, or nothing.</exception>
    public static JwtVerifier Load(string file, string? issuer, string? audience, TimeProvider time)
    {
        JwtVerifier verifier = new(issuer, audience, time);
        ReadOnlySpan<char> rest = File.ReadAllText(file);
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            verifier.keys.Add(ReadKey(rest[fields.Location]));
            rest = rest[fields.Location.End..];
        }

        return verifier.keys.Count > 0 ? verifier : throw new CryptographicException($"{file} holds no public key.");
    }

    /// <summary>Null where it holds; otherwise why not, without repeating what came.</summary>
    public string? Verify(string token, out string subject)
    {
        subject = "";
        string[] parts = token.Split('.');
        if (token.Length > MaxLength || parts.Length != 3 || Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } payload || Decode(parts[2]) is not { } signature)
        {
            return "it is not of three parts";
        }

        byte[] signed = Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}");
        try
        {
            using JsonDocument head = JsonDocument.Parse(header);
            using JsonDocument claims = JsonDocument.Parse(payload);
            string algorithm = Text(head.RootElement, "alg") ?? "";

            // A critical extension that is not understood must not be passed over (RFC 7515 4.1.11); there is none that we understand.
            return head.RootElement.TryGetProperty("crit", out _) ? "it has extensions that are not understood"
                : !keys.Exists(key => IsSigned(key, algorithm, signed, signature)) ? "no known key has signed it"
                : FindFault(claims.RootElement, ref subject);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "its parts are not JSON objects";
        }
    }

    private string? FindFault(JsonElement claims, ref string subject)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (Seconds(claims, "exp") is not { } expires || now - Leeway >= expires)
        {
            return "it has expired, or does not tell when it does";
        }

        if (claims.TryGetProperty("nbf", out _) && (Seconds(claims, "nbf") is not { } begins || now + Leeway < begins))
        {
            return "its time has not begun";
        }

        if (issuer is not null && Text(claims, "iss") != issuer)
        {
            return "its issuer is another";
        }

        if (audience is not null && !Audiences(claims).Contains(audience))
        {
            return "it is for another audience";
        }

        subject = Text(claims, "sub") is { Length: > 0 and <= 256 } named && !named.Any(char.IsControl) ? named : "";
        return subject.Length > 0 ? null : "it names no subject";
    }

    private static AsymmetricAlgorithm ReadKey(ReadOnlySpan<char> pem)
    {
        RSA rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return rsa.KeySize >= 2048 ? rsa : throw new CryptographicException("An RSA key has at least 2048 bits.");
        }
        catch (ArgumentException)
        {
            rsa.Dispose();
        }
        catch (CryptographicException) when (rsa.KeySize >= 2048)
        {
            rsa.Dispose();
        }

        ECDsa curve = ECDsa.Create();
        curve.ImportFromPem(pem);
        return curve.KeySize == 256 ? curve : throw new CryptographicException("Of elliptic curves only P-256 is taken.");
    }

    /// <summary>The algorithm must be one of the key's kind: the token does not choose how it is checked.</summary>
    private static bool IsSigned(AsymmetricAlgorithm key, string algorithm, byte[] signed, byte[] signature) => (key, algorithm) switch
    {
        (RSA rsa, "RS256") => rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        (RSA rsa, "PS256") => rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        (ECDsa curve, "ES256") => curve.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        _ => false,
    };

    private static byte[]? Decode(string part)
    {
        try
        {
            return part.Length == 0 ? null : Base64Url.DecodeFromChars(part);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Seconds(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double seconds) && seconds is > 0 and < 253_402_300_799
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    private static IEnumerable<string?> Audiences(JsonElement claims) =>
        !claims.TryGetProperty("aud", out JsonElement value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString())]
        : value.ValueKind == JsonValueKind.String ? [value.GetString()]
        : [];
}
