using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Server.Security.Certificates;
using Gantry.Testing;
using Xunit;

namespace Gantry.UnitTests.Network.Tls;

public sealed class RevocationListsTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly string file = Path.GetTempFileName();
    private readonly ManualTime time = new();
    private readonly RSA rootKey = RSA.Create(2048);
    private readonly ECDsa curveKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 root;
    private readonly X509Certificate2 middle;
    private readonly X509Certificate2 leaf;

    public RevocationListsTests()
    {
        root = Authority(new CertificateRequest("CN=root", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)).CreateSelfSigned(Now.AddDays(-1), Now.AddYears(1));
        CertificateRequest between = Authority(new CertificateRequest("CN=middle", curveKey, HashAlgorithmName.SHA384));
        using X509Certificate2 withoutKey = between.Create(root.SubjectName, X509SignatureGenerator.CreateForRSA(rootKey, RSASignaturePadding.Pkcs1), Now.AddDays(-1), Now.AddMonths(6), [0x00, 0x81]);
        middle = withoutKey.CopyWithPrivateKey(curveKey);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        leaf = new CertificateRequest("CN=leaf", key, HashAlgorithmName.SHA256).Create(middle, Now.AddDays(-1), Now.AddMonths(3), [0x00, 0xC0, 0x01]);
    }

    public void Dispose()
    {
        File.Delete(file);
        rootKey.Dispose();
        curveKey.Dispose();
        root.Dispose();
        middle.Dispose();
        leaf.Dispose();
    }

    [Fact]
    public void A_chain_holds_while_every_authority_has_a_list_without_it()
    {
        File.WriteAllText(file, OfRoot() + "text between\n" + OfMiddle());
        Assert.Null(Fault(new RevocationLists(file, time)));
    }

    [Fact]
    public void A_revoked_certificate_and_one_below_a_revoked_authority_do_not_hold()
    {
        File.WriteAllText(file, OfRoot() + OfMiddle(revoked: leaf));
        Assert.Contains("CN=leaf", Fault(new RevocationLists(file, time)), StringComparison.Ordinal);
        File.WriteAllText(file, OfRoot(revoked: middle) + OfMiddle());
        Assert.Contains("CN=middle", Fault(new RevocationLists(file, time)), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_list_in_its_time_and_signed_by_its_authority_nobody_is_let_in()
    {
        File.WriteAllText(file, OfRoot());
        Assert.Contains("no revocation list of CN=middle", Fault(new RevocationLists(file, time)), StringComparison.Ordinal);
        File.WriteAllText(file, OfRoot() + OfMiddle(until: Now.AddMinutes(-1)));
        Assert.Contains("no revocation list of CN=middle", Fault(new RevocationLists(file, time)), StringComparison.Ordinal);
        using ECDsa stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(file, OfRoot() + Pem(new CertificateRevocationListBuilder().Build(
            middle.SubjectName, X509SignatureGenerator.CreateForECDsa(stranger), 1, Now.AddDays(1), HashAlgorithmName.SHA256, X509AuthorityKeyIdentifierExtension.CreateFromCertificate(middle, true, false), Now.AddDays(-1))));
        Assert.Contains("no revocation list of CN=middle", Fault(new RevocationLists(file, time)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_is_read_again_when_it_changes()
    {
        File.WriteAllText(file, OfRoot() + OfMiddle());
        RevocationLists lists = new(file, time);
        Assert.Null(Fault(lists));
        File.WriteAllText(file, OfRoot() + OfMiddle(revoked: leaf));
        Assert.Contains("is revoked", Fault(lists), StringComparison.Ordinal);
        File.WriteAllText(file, "nothing");
        Assert.Contains("cannot be read", Fault(lists), StringComparison.Ordinal);
        File.Delete(file);
        Assert.Contains("cannot be read", Fault(lists), StringComparison.Ordinal);
        File.WriteAllText(file, OfRoot() + OfMiddle());
        Assert.Null(Fault(lists));
    }

    [Fact]
    public void One_list_in_DER_is_taken_and_what_is_none_is_not()
    {
        byte[] der = Convert.FromBase64String(OfRoot().Split("-----")[2]);
        Assert.False(RevocationList.Read(der).Contains(middle));
        for (int length = 0; length < der.Length; length += 7)
        {
            Assert.Throws<CryptographicException>(() => RevocationList.Read(der.AsMemory(0, length)));
        }
    }

    private static CertificateRequest Authority(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static string Of(X509Certificate2 authority, X509Certificate2? revoked, DateTimeOffset? until, HashAlgorithmName hash)
    {
        CertificateRevocationListBuilder builder = new();
        builder.AddEntry([0x55], Now.AddHours(-2));
        if (revoked is not null)
        {
            builder.AddEntry(revoked, Now.AddHours(-1), X509RevocationReason.KeyCompromise);
        }

        return Pem(builder.Build(authority, 7, until ?? Now.AddDays(1), hash, authority.GetRSAPublicKey() is null ? null : RSASignaturePadding.Pkcs1, Now.AddDays(-1)));
    }

    private static string Pem(byte[] der) => new string(PemEncoding.Write("X509 CRL", der)) + "\n";

    private string OfRoot(X509Certificate2? revoked = null) => Of(root, revoked, null, HashAlgorithmName.SHA512);

    private string OfMiddle(X509Certificate2? revoked = null, DateTimeOffset? until = null) => Of(middle, revoked, until, HashAlgorithmName.SHA256);

    private string? Fault(RevocationLists lists)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.ExtraStore.Add(middle);
        chain.ChainPolicy.VerificationTime = Now.UtcDateTime;
        Assert.True(chain.Build(leaf), string.Join(", ", chain.ChainStatus.Select(s => s.StatusInformation)));
        return lists.FindFault(chain);
    }
}
