using System.Text.Json;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.Security;

/// <summary>Certificates that their authority has revoked, by openssl and DCMTK's TLS tools.</summary>
public sealed class RevocationTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-crl-");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    [ToolFact("echoscu", "openssl")]
    public async Task A_revoked_certificate_is_refused_without_a_restart_from_either_side()
    {
        Authority authority = await Authority.CreateAsync(folder);
        (string server, string serverKey) = await authority.IssueAsync("server");
        (string client, string clientKey) = await authority.IssueAsync("client");
        (string other, string otherKey) = await authority.IssueAsync("other");
        string file = Path.Combine(folder.FullName, "gantry.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new
        {
            dicom = new { tls = new { certificateFile = server, keyFile = serverKey, clientAuthorityFile = authority.Certificate, revocationListFile = authority.RevocationList } },
            peers = new { authorityFile = authority.Certificate, revocationListFile = authority.RevocationList, certificateFile = other, keyFile = otherKey },
        }));
        await using GantryProcess gantry = await GantryProcess.StartAsync(arguments: ["--config", file]);
        Assert.Equal(0, (await EchoAsync(gantry, authority, client, clientKey)).ExitCode);
        CommandOutcome added = await GantryProgram.RunAsync("peer", "add", "SELF", "--ae-title", gantry.AeTitle, "--host", "127.0.0.1", "--port", $"{gantry.DicomPort}", "--tls", "--data", gantry.Data);
        Assert.True(added.ExitCode == 0, added.Error);
        CommandOutcome called = await GantryProgram.RunAsync("peer", "echo", "SELF", "--data", gantry.Data, "--config", file);
        Assert.True(called.ExitCode == 0, called.Output + called.Error);

        await authority.RevokeAsync(client);
        Assert.NotEqual(0, (await EchoAsync(gantry, authority, client, clientKey)).ExitCode);
        Assert.Equal(0, (await EchoAsync(gantry, authority, other, otherKey)).ExitCode);

        await authority.RevokeAsync(server);
        CommandOutcome revoked = await GantryProgram.RunAsync("peer", "echo", "SELF", "--data", gantry.Data, "--config", file);
        Assert.Equal(3, revoked.ExitCode);
        Assert.Contains("CN=server", revoked.Output + revoked.Error, StringComparison.Ordinal);
        Assert.Contains("is revoked", revoked.Output + revoked.Error, StringComparison.Ordinal);
    }

    private static Task<CommandOutcome> EchoAsync(GantryProcess gantry, Authority authority, string certificate, string key) =>
        Tool.RunAsync("echoscu", "+tls", key, certificate, "-v", "-aec", gantry.AeTitle, "+cf", authority.Certificate, "127.0.0.1", $"{gantry.DicomPort}");
}
