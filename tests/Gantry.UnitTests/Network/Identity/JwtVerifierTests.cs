using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Gantry.Server.Dimse.Identity;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.UnitTests.Network.Identity;

public sealed class JwtVerifierTests : IDisposable
{
    private const string Claims = """{"sub":"anna","iss":"https://id.example","aud":["gantry"],"exp":2000,"nbf":500}""";
    private readonly RSA rsa = RSA.Create(2048);
    private readonly ECDsa curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string file = Path.GetTempFileName();
    private readonly ManualTime time = new();

    public JwtVerifierTests()
    {
        File.WriteAllText(file, rsa.ExportSubjectPublicKeyInfoPem() + "\n" + curve.ExportSubjectPublicKeyInfoPem());
        time.Advance(TimeSpan.FromSeconds(1000));
    }

    public void Dispose()
    {
        rsa.Dispose();
        curve.Dispose();
        File.Delete(file);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    public void A_token_that_a_known_key_has_signed_names_its_subject(string algorithm)
    {
        Assert.Null(Verifier().Verify(Token(algorithm, Claims), out string subject));
        Assert.Equal("anna", subject);
    }

    [Theory]
    [InlineData("""{"sub":"anna","iss":"https://id.example","aud":"gantry","exp":900}""", "expired")]
    [InlineData("""{"sub":"anna","iss":"https://id.example","aud":"gantry"}""", "expired")]
    [InlineData("""{"sub":"anna","iss":"https://id.example","aud":"gantry","exp":"2000"}""", "expired")]
    [InlineData("""{"sub":"anna","iss":"https://id.example","aud":"gantry","exp":2000,"nbf":1500}""", "not begun")]
    [InlineData("""{"sub":"anna","iss":"https://other","aud":"gantry","exp":2000}""", "issuer")]
    [InlineData("""{"sub":"anna","iss":"https://id.example","aud":["x"],"exp":2000}""", "audience")]
    [InlineData("""{"iss":"https://id.example","aud":"gantry","exp":2000}""", "subject")]
    [InlineData("""[1]""", "not JSON objects")]
    [InlineData("""{""", "not JSON objects")]
    public void What_the_claims_must_say_is_looked_at(string claims, string fault) =>
        Assert.Contains(fault, Verifier().Verify(Token("RS256", claims), out _), StringComparison.Ordinal);

    [Fact]
    public void A_token_does_not_choose_how_it_is_checked()
    {
        string signed = Token("RS256", Claims);
        string[] parts = signed.Split('.');
        string none = $"{Part("""{"alg":"none"}""")}.{parts[1]}.";
        string secret = $"{Part("""{"alg":"HS256"}""")}.{parts[1]}";
        string keyed = $"{secret}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(File.ReadAllText(file)), Encoding.ASCII.GetBytes(secret)))}";
        string crossed = $"{Part("""{"alg":"ES256"}""")}.{parts[1]}.{parts[2]}";
        string changed = $"{parts[0]}.{Part(Claims.Replace("anna", "admin", StringComparison.Ordinal))}.{parts[2]}";
        string critical = Sign("RS256", """{"alg":"RS256","crit":["b64"]}""", Claims);
        Assert.All([none, keyed, crossed, changed, critical, "", "a.b", "a.b.c", signed + ".x", new string('x', 20_000)], token => Assert.NotNull(Verifier().Verify(token, out _)));
    }

    [Fact]
    public void A_key_that_is_too_weak_is_not_taken()
    {
        using RSA weak = RSA.Create(1024);
        File.WriteAllText(file, weak.ExportSubjectPublicKeyInfoPem());
        Assert.ThrowsAny<CryptographicException>(Verifier);
    }

    private JwtVerifier Verifier() => JwtVerifier.Load(file, "https://id.example", "gantry", time);

    private string Token(string algorithm, string claims) => Sign(algorithm, $$"""{"alg":"{{algorithm}}","typ":"JWT"}""", claims);

    private string Sign(string algorithm, string header, string claims)
    {
        string signed = $"{Part(header)}.{Part(claims)}";
        byte[] bytes = Encoding.ASCII.GetBytes(signed);
        byte[] signature = algorithm switch
        {
            "RS256" => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "PS256" => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            _ => curve.SignData(bytes, HashAlgorithmName.SHA256),
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
