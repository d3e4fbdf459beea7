using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.Security;

/// <summary>DICOM over TLS and user identity, by DCMTK's tools.</summary>
public sealed class DicomTlsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-tls-");

    public void Dispose() => folder.Delete(recursive: true);

    [ToolFact("echoscu", "openssl")]
    public async Task An_ae_title_belongs_to_its_certificate()
    {
        (string server, string serverKey, _) = Make("server");
        (string client, string clientKey, string fingerprint) = Make("client");
        (string stranger, string strangerKey, _) = Make("stranger");
        string authorities = Path.Combine(folder.FullName, "authorities.pem");
        await File.WriteAllTextAsync(authorities, await File.ReadAllTextAsync(client) + await File.ReadAllTextAsync(stranger));
        string settings = JsonSerializer.Serialize(new { dicom = new { tls = new { certificateFile = server, keyFile = serverKey, clientAuthorityFile = authorities, profile = "Bcp195Extended" } } });
        string file = Path.Combine(folder.FullName, "gantry.json");
        await File.WriteAllTextAsync(file, settings);
        await using GantryProcess gantry = await GantryProcess.StartAsync(arguments: ["--config", file]);
        CommandOutcome added = await GantryProgram.RunAsync("peer", "add", "CT1", "--host", "localhost", "--port", "104", "--certificate", fingerprint, "--data", gantry.Data);
        Assert.True(added.ExitCode == 0, added.Error);

        string[] echo = ["-v", "-aec", gantry.AeTitle, "-aet", "CT1", "+cf", server, "127.0.0.1", $"{gantry.DicomPort}"];
        CommandOutcome known = await Tool.RunAsync("echoscu", ["+tls", clientKey, client, .. echo]);
        Assert.True(known.ExitCode == 0, known.Output + known.Error);
        CommandOutcome other = await Tool.RunAsync("echoscu", ["+tls", strangerKey, stranger, .. echo]);
        Assert.Contains("Calling AE Title Not Recognized", other.Output + other.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, (await Tool.RunAsync("echoscu", ["+tla", .. echo])).ExitCode);
        Assert.NotEqual(0, (await Tool.RunAsync("echoscu", echo)).ExitCode);

        Assert.Contains("AES_256_GCM", await HandshakeAsync(gantry, server, client, clientKey, "-tls1_2"), StringComparison.Ordinal);
        Assert.Contains("AES_256_GCM", await HandshakeAsync(gantry, server, client, clientKey, "-tls1_3"), StringComparison.Ordinal);
        Assert.Contains("Cipher is (NONE)", await HandshakeAsync(gantry, server, client, clientKey, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"), StringComparison.Ordinal);
        Assert.Contains("Cipher is (NONE)", await HandshakeAsync(gantry, server, client, clientKey, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256:AES256-SHA256"), StringComparison.Ordinal);
    }

    [ToolFact("storescu")]
    public async Task A_user_identity_is_checked_where_that_is_asked_for()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync(arguments: ["--set", "dicom.userIdentity=Require"]);
        string file = Path.Combine(folder.FullName, "one.dcm");
        await File.WriteAllBytesAsync(file, DatasetBuilder.EncodeFile(DatasetBuilder.Ct()));
        string[] store = ["-v", "-aec", gantry.AeTitle, "127.0.0.1", $"{gantry.DicomPort}", file];
        Assert.NotEqual(0, (await Tool.RunAsync("storescu", store)).ExitCode);
        Assert.NotEqual(0, (await Tool.RunAsync("storescu", ["--user", "admin", "--password", "wrong", .. store])).ExitCode);
        Assert.NotEqual(0, (await Tool.RunAsync("storescu", ["--user", "admin", .. store])).ExitCode);
        CommandOutcome right = await Tool.RunAsync("storescu", ["--user", "admin", "--password", GantryProcess.AdminPassword, "--pos-response", .. store]);
        Assert.True(right.ExitCode == 0, right.Output + right.Error);
        using HttpClient client = await gantry.ClientAsync();
        await Eventually.IsAsync(
            () => client.GetStringAsync("api/associations"),
            told => told.Contains("has shown no user identity", StringComparison.Ordinal) && told.Contains("user name or passcode is wrong", StringComparison.Ordinal));
    }

    private async Task<string> HandshakeAsync(GantryProcess gantry, string authority, string certificate, string key, params string[] how)
    {
        CommandOutcome said = await Tool.RunAsync("openssl", ["s_client", "-connect", $"127.0.0.1:{gantry.DicomPort}", "-CAfile", authority, "-cert", certificate, "-key", key, .. how]);
        return said.Output.Replace("-", "_", StringComparison.Ordinal).Replace("AES256_GCM", "AES_256_GCM", StringComparison.Ordinal) + said.Error;
    }

    private (string Certificate, string Key, string Fingerprint) Make(string name)
    {
        using RSA rsa = RSA.Create(2048);
        CertificateRequest request = new($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        string certificate = Path.Combine(folder.FullName, name + ".pem");
        string key = Path.Combine(folder.FullName, name + ".key");
        File.WriteAllText(certificate, made.ExportCertificatePem() + "\n");
        File.WriteAllText(key, rsa.ExportPkcs8PrivateKeyPem());
        return (certificate, key, made.GetCertHashString(HashAlgorithmName.SHA256));
    }
}
