using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gantry.Dicom;
using Gantry.Dicom.Files;
using Gantry.Network.Dimse;
using Gantry.Network.Pdu;
using Gantry.Network.Requesting;
using Gantry.Network.Services.Storage;
using Gantry.Server.Dimse;
using Gantry.Testing;
using Gantry.Testing.Network;
using Xunit;

namespace Gantry.InteropTests.Dimse;

/// <summary>DCMTK 3.6 as sender and as receiver.</summary>
public sealed class DcmtkTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-dcmtk");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Echoscu_is_answered_and_a_wrong_called_title_rejected_with_its_reason()
    {
        await using DimseServer server = await DimseServer.StartAsync();
        (int exit, string output) = await Dcmtk.RunAsync("echoscu", "-v", "-aec", "GANTRY", "127.0.0.1", $"{server.Port}");
        Assert.True(exit == 0, output);
        (exit, output) = await Dcmtk.RunAsync("echoscu", "-aec", "OTHER", "127.0.0.1", $"{server.Port}");
        Assert.NotEqual(0, exit);
        Assert.Contains("Called AE Title Not Recognized", output, StringComparison.Ordinal);
    }

    [CorpusFact]
    public async Task Storescu_sends_whatever_it_proposes()
    {
        await using DimseServer server = await DimseServer.StartAsync();
        string ct = Corpus.Valid.First(f => f.TransferSyntaxUid == TransferSyntax.ExplicitVrLittleEndian.Uid && f.SopClassUid == "1.2.840.10008.5.1.4.1.1.2").FullPath;
        string[] proposals = ["-x=", "-xe", "-xb", "-xi", "-xd", "+C"];
        foreach (string proposal in proposals)
        {
            (int exit, string output) = await Dcmtk.RunAsync("storescu", proposal, "--max-pdu", "4096", "-aec", "GANTRY", "127.0.0.1", $"{server.Port}", ct);
            Assert.True(exit == 0, proposal + ": " + output);
        }

        Assert.Equal(proposals.Length, server.Intake.Instances.Count);
    }

    [Fact]
    public async Task TLS_with_a_client_certificate()
    {
        string certificate = Path.Combine(folder.FullName, "cert.pem");
        string key = Path.Combine(folder.FullName, "key.pem");
        WriteCertificate(certificate, key);
        await using DimseServer server = await DimseServer.StartAsync(new DimseOptions { Tls = new DimseTlsOptions { CertificateFile = certificate, KeyFile = key, ClientAuthorityFile = certificate } });
        (int exit, string output) = await Dcmtk.RunAsync("echoscu", "-v", "+tls", key, certificate, "+cf", certificate, "-aec", "GANTRY", "127.0.0.1", $"{server.Port}");
        Assert.True(exit == 0, output);
        (exit, _) = await Dcmtk.RunAsync("echoscu", "-aec", "GANTRY", "-ta", "3", "127.0.0.1", $"{server.Port}");
        Assert.NotEqual(0, exit);
        (exit, _) = await Dcmtk.RunAsync("echoscu", "+tla", "-ic", "-aec", "GANTRY", "127.0.0.1", $"{server.Port}");
        Assert.NotEqual(0, exit);
        RequestorOptions ours = Options() with { CalledAe = AeTitle.Parse("GANTRY"), Tls = true, TlsAuthorities = [X509CertificateLoader.LoadCertificateFromFile(certificate)], TlsCertificate = X509Certificate2.CreateFromPemFile(certificate, key) };
        RequestOutcome outcome = await AssociationRequestor.RequestAsync("127.0.0.1", server.Port, ours, [ScriptedPeer.Context(1, "1.2.840.10008.1.1")], CancellationToken.None);
        await using RequestedAssociation association = Assert.IsType<RequestOutcome.Accepted>(outcome).Association;
        Assert.Equal((ushort)0, await association.EchoAsync(CancellationToken.None));
    }

    [CorpusFact]
    public async Task Storescp_takes_what_we_send_byte_for_byte()
    {
        int port = FreePorts.Next();
        using Process scp = Dcmtk.Start("storescp", "-q", "+B", "+xa", "-od", folder.FullName, "--filename-extension", ".dcm", $"{port}");
        try
        {
            CorpusFile file = Corpus.Valid.First(f => f.TransferSyntaxUid == TransferSyntax.ExplicitVrLittleEndian.Uid && f.SopClassUid == "1.2.840.10008.5.1.4.1.1.2");
            RequestedAssociation association = await RequestAsync(port, ScriptedPeer.Context(1, file.SopClassUid!));
            byte[] bytes = file.ReadAllBytes();
            int offset = (int)DicomFile.Read(bytes).DatasetOffset;
            await using (association)
            {
                CommandSet? response = await association.StoreAsync(association.Contexts[0], file.SopInstanceUid!, new MemoryStream(bytes, offset, bytes.Length - offset), bytes.Length - offset, CancellationToken.None);
                Assert.Equal((ushort?)0, response?.Status);
                await association.ReleaseAsync(CancellationToken.None);
            }

            byte[] received = await File.ReadAllBytesAsync(Assert.Single(folder.GetFiles("*.dcm")).FullName);
            Assert.Equal(bytes[offset..], received[(int)DicomFile.Read(received).DatasetOffset..]);
        }
        finally
        {
            scp.Kill();
            await scp.WaitForExitAsync();
        }
    }

    [CorpusFact]
    public async Task Our_own_sender_brings_the_whole_corpus_byte_for_byte_with_a_window()
    {
        await using DimseServer server = await DimseServer.StartAsync();
        List<CorpusFile> files = [.. Corpus.Valid.Where(f => f is { SopClassUid: not null, SopInstanceUid: not null, TransferSyntaxUid: not null } && StorageCapability.IsStorage(f.SopClassUid) && StorageCapability.CanKeep(f.TransferSyntaxUid) && DicomUid.IsAcceptable(f.TransferSyntaxUid)).Take(300)];
        List<(string Class, string Syntax)> kinds = [.. files.Select(f => (f.SopClassUid!, f.TransferSyntaxUid!)).Distinct().Take(128)];
        RequestorOptions options = Options() with { CalledAe = AeTitle.Parse("GANTRY"), Operations = 8 };
        RequestOutcome outcome = await AssociationRequestor.RequestAsync(
            "127.0.0.1", server.Port, options, [.. kinds.Select((k, i) => new PresentationContextProposal((byte)((2 * i) + 1), k.Class, [k.Syntax]))], CancellationToken.None);
        await using RequestedAssociation association = Assert.IsType<RequestOutcome.Accepted>(outcome).Association;
        Assert.Equal(8, association.Operations);
        Dictionary<string, int> expected = [];
        List<Task<CommandSet?>> sending = [];
        foreach (CorpusFile file in files.Where(f => kinds.Contains((f.SopClassUid!, f.TransferSyntaxUid!))))
        {
            byte[] bytes = file.ReadAllBytes();
            int offset = (int)DicomFile.Read(bytes).DatasetOffset;
            string hash = Convert.ToHexString(SHA256.HashData(bytes.AsSpan(offset)));
            expected[hash] = expected.GetValueOrDefault(hash) + 1;
            sending.Add(association.StoreAsync(
                association.Contexts.Single(c => c.AbstractSyntax == file.SopClassUid && c.Syntax.Uid == file.TransferSyntaxUid), file.SopInstanceUid!, new MemoryStream(bytes, offset, bytes.Length - offset), bytes.Length - offset, CancellationToken.None));
        }

        Assert.All(await Task.WhenAll(sending), r => Assert.Equal((ushort?)0, r?.Status));
        await association.ReleaseAsync(CancellationToken.None);
        Assert.Equal(
            expected.OrderBy(e => e.Key),
            server.Intake.Instances.GroupBy(i => Convert.ToHexString(SHA256.HashData(i.Dataset.Span))).ToDictionary(g => g.Key, g => g.Count()).OrderBy(e => e.Key));
    }

    [Fact]
    public async Task Stopping_the_host_releases_idle_associations()
    {
        await using DimseServer server = await DimseServer.StartAsync();
        RequestOutcome outcome = await AssociationRequestor.RequestAsync("127.0.0.1", server.Port, Options() with { CalledAe = AeTitle.Parse("GANTRY") }, [ScriptedPeer.Context(1, "1.2.840.10008.1.1")], CancellationToken.None);
        await using RequestedAssociation association = Assert.IsType<RequestOutcome.Accepted>(outcome).Association;
        Assert.Equal((ushort)0, await association.EchoAsync(CancellationToken.None));
        await server.StopAsync().WaitAsync(Eventually.Patience);
        Assert.Equal("the peer asked for the release", association.EndDetail);
    }

    private static RequestorOptions Options() => new() { CalledAe = AeTitle.Parse("STORESCP"), CallingAe = AeTitle.Parse("TEST") };

    /// <summary>Asks until the program listens.</summary>
    private static async Task<RequestedAssociation> RequestAsync(int port, params PresentationContextProposal[] contexts)
    {
        RequestOutcome? outcome = await Eventually.IsAsync<RequestOutcome?>(
            async () =>
            {
                try
                {
                    return await AssociationRequestor.RequestAsync("127.0.0.1", port, Options(), contexts, CancellationToken.None);
                }
                catch (System.Net.Sockets.SocketException)
                {
                    return null;
                }
            },
            o => o is not null);
        return Assert.IsType<RequestOutcome.Accepted>(outcome).Association;
    }

    private static void WriteCertificate(string certificateFile, string keyFile)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }
}
