using System.Net;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.Security;

public sealed class TlsTests
{
    [Fact]
    public async Task A_self_made_certificate_serves_HTTP2_and_the_command_line_trusts_it()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync(arguments: ["--tls"]);
        using HttpClient client = gantry.AnonymousClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "health/ready") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using HttpResponseMessage answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
        UnixFileMode mode = File.GetUnixFileMode(Path.Combine(gantry.Data, "tls", "self-made.pem"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        string file = Path.Combine(GantryProgram.RepositoryRoot(), "tests", "corpus", "text", "chrFren.dcm");
        CommandOutcome import = await GantryProgram.RunAsync("import", file, "--data", gantry.Data);
        Assert.StartsWith("1 stored", import.LastLine, StringComparison.Ordinal);
    }
}
