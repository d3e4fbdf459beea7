using System.Buffers.Text;
using System.Text;
using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.Security;

/// <summary>User identity by JSON Web Token (PS3.7 D.3.3.7, type 5): keys and signatures by openssl, associations by DCMTK's storescu.</summary>
public sealed class JsonWebTokenTests : IDisposable
{
    private const string Issuer = "https://login.clinic.example";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-jwt-");

    public void Dispose() => folder.Delete(recursive: true);

    [ToolFact("storescu", "openssl")]
    public async Task A_token_of_the_issuer_is_taken_and_any_other_is_not()
    {
        await KeyAsync("issuer");
        await KeyAsync("stranger");
        await using GantryProcess gantry = await GantryProcess.StartAsync(arguments:
        [
            "--set", "dicom.userIdentity=Require", "--set", $"dicom.jwtKeyFile={In("issuer.pub")}", "--set", $"dicom.jwtIssuer={Issuer}", "--set", "dicom.jwtAudience=gantry",
        ]);
        string file = In("one.dcm");
        await File.WriteAllBytesAsync(file, DatasetBuilder.EncodeFile(DatasetBuilder.Ct()));
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.Equal(0, await StoreAsync("issuer", Claims(Issuer, "gantry", now + 600), "--pos-response"));
        Assert.Equal(0, await StoreAsync("issuer", Claims(Issuer, "gantry", now + 600)));
        Assert.NotEqual(0, await StoreAsync("stranger", Claims(Issuer, "gantry", now + 600)));
        Assert.NotEqual(0, await StoreAsync("issuer", Claims(Issuer, "gantry", now - 600)));
        Assert.NotEqual(0, await StoreAsync("issuer", Claims(Issuer, "another", now + 600)));
        Assert.NotEqual(0, await StoreAsync("issuer", Claims("https://elsewhere.example", "gantry", now + 600)));
        using HttpClient client = await gantry.ClientAsync();
        string[] reasons = ["no known key has signed it", "it has expired", "it is for another audience", "its issuer is another"];
        await Eventually.IsAsync(() => client.GetStringAsync("api/associations"), told => reasons.All(r => told.Contains(r, StringComparison.Ordinal)));

        async Task<int> StoreAsync(string key, string claims, params string[] more)
        {
            string token = In("token");
            await File.WriteAllTextAsync(token, await SignAsync(key, claims));
            return (await Tool.RunAsync("storescu", ["-v", "--jwt", token, .. more, "-aec", gantry.AeTitle, "127.0.0.1", $"{gantry.DicomPort}", file])).ExitCode;
        }
    }

    private static string Claims(string issuer, string audience, long expires) => $$"""{"iss":"{{issuer}}","aud":["{{audience}}"],"sub":"dr.who","exp":{{expires}}}""";

    private async Task<string> SignAsync(string key, string claims)
    {
        string signed = $"{Base64Url.EncodeToString("""{"alg":"RS256","typ":"JWT"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        await File.WriteAllTextAsync(In("signed"), signed);
        await OpensslAsync("dgst", "-sha256", "-sign", In(key + ".key"), "-out", In("signature"), In("signed"));
        return $"{signed}.{Base64Url.EncodeToString(await File.ReadAllBytesAsync(In("signature")))}";
    }

    private async Task KeyAsync(string name)
    {
        await OpensslAsync("genrsa", "-out", In(name + ".key"), "2048");
        await OpensslAsync("rsa", "-in", In(name + ".key"), "-pubout", "-out", In(name + ".pub"));
    }

    private static async Task OpensslAsync(params string[] arguments)
    {
        CommandOutcome done = await Tool.RunAsync("openssl", arguments);
        Assert.True(done.ExitCode == 0, done.Error);
    }

    private string In(string name) => Path.Combine(folder.FullName, name);
}
