using Gantry.Testing;
using Xunit;

namespace Gantry.SystemTests.Security;

/// <summary>A certification authority of openssl in a folder.</summary>
internal sealed class Authority
{
    private readonly string folder;

    private Authority(string folder) => this.folder = folder;

    public string Certificate => Path.Combine(folder, "ca.pem");

    public string RevocationList => Path.Combine(folder, "lists.pem");

    public static async Task<Authority> CreateAsync(DirectoryInfo folder)
    {
        Authority authority = new(folder.FullName);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "index.txt"), "");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "ca.cnf"), $"""
            [ca]
            default_ca = main
            [main]
            database = {folder.FullName}/index.txt
            certificate = {folder.FullName}/ca.pem
            private_key = {folder.FullName}/ca.key
            default_md = sha256
            default_crl_days = 1
            [leaf]
            subjectAltName = IP:127.0.0.1,DNS:localhost
            """);
        await authority.OpensslAsync("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test authority", "-addext", "keyUsage=critical,keyCertSign,cRLSign");
        await authority.PublishAsync();
        return authority;
    }

    /// <summary>A certificate and its key.</summary>
    public async Task<(string Certificate, string Key)> IssueAsync(string name)
    {
        await OpensslAsync("req", "-newkey", "rsa:2048", "-nodes", "-keyout", $"{name}.key", "-out", $"{name}.csr", "-subj", $"/CN={name}");
        await OpensslAsync("x509", "-req", "-in", $"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", $"{name}.pem", "-days", "2", "-extfile", "ca.cnf", "-extensions", "leaf");
        return (Path.Combine(folder, $"{name}.pem"), Path.Combine(folder, $"{name}.key"));
    }

    /// <summary>Revokes a certificate and publishes the list.</summary>
    public async Task RevokeAsync(string certificate)
    {
        await OpensslAsync("ca", "-config", "ca.cnf", "-revoke", certificate);
        await PublishAsync();
    }

    private Task PublishAsync() => OpensslAsync("ca", "-config", "ca.cnf", "-gencrl", "-out", "lists.pem");

    private async Task OpensslAsync(params string[] arguments)
    {
        CommandOutcome done = await Tool.RunAsync("env", ["-C", folder, "openssl", .. arguments]);
        Assert.True(done.ExitCode == 0, done.Output + done.Error);
    }
}
