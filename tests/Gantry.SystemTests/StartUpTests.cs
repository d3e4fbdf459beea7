using System.Net;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests;

public sealed class StartUpTests
{
    [Theory]
    [InlineData("health/live")]
    [InlineData("health/ready")]
    public async Task Health_answers_without_sign_in(string path)
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        using HttpClient client = gantry.AnonymousClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task Tells_where_it_answers_and_ends_with_0_on_SIGTERM()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync(aeTitle: "ROOM1");
        Assert.Contains(gantry.Address.ToString(), gantry.Log, StringComparison.Ordinal);
        Assert.Contains($"ROOM1 on port {gantry.DicomPort}", gantry.Log, StringComparison.Ordinal);
        Assert.Equal(0, await gantry.StopAsync());
    }

    [Fact]
    public async Task A_data_folder_has_one_server()
    {
        await using GantryProcess gantry = await GantryProcess.StartAsync();
        CommandOutcome second = await GantryProgram.RunAsync("serve", "--data", gantry.Data, "--http-port", "0", "--dicom-port", "0");
        Assert.Equal(3, second.ExitCode);
        Assert.Contains("a server already runs on", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_server_leaves_its_folder_free()
    {
        string data = Directory.CreateTempSubdirectory("gantry-test-").FullName;
        try
        {
            await using (GantryProcess first = await GantryProcess.StartAsync(data))
            {
                await first.KillAsync();
            }

            await using GantryProcess second = await GantryProcess.StartAsync(data);
            Assert.Equal(0, await second.StopAsync());
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Theory]
    [InlineData("--set", "http.prot=1", "there is no setting 'http.prot'")]
    [InlineData("--http-port", "70000", "http.port is 70000")]
    [InlineData("--ae-title", "MORE THAN SIXTEEN", "is not an AE title")]
    [InlineData("--http-address", "any", "plain HTTP is served on loopback only")]
    public async Task A_setting_that_cannot_be_used_is_told_and_nothing_starts(string option, string value, string message)
    {
        string data = Directory.CreateTempSubdirectory("gantry-test-").FullName;
        try
        {
            CommandOutcome outcome = await GantryProgram.RunAsync("serve", "--data", data, option, value);
            Assert.Equal(2, outcome.ExitCode);
            Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
