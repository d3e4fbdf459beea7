using System.Collections;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gantry.Composition;
using Gantry.Server.Security;
using Gantry.Settings;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Gantry.ArchitectureTests;

/// <summary>Every HTTP endpoint of the composed server: who may use it, and where programs find it described.</summary>
public sealed partial class EndpointTests : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("gantry-endpoints-");
    private WebApplication app = null!;
    private List<(string Method, string Path, RouteEndpoint Endpoint)> operations = null!;

    public Task InitializeAsync()
    {
        SettingsValues settings = new SettingsReader(SettingsCatalog.Sections).Read(null, new Hashtable(), new Dictionary<string, string> { ["http.port"] = "0", ["dicom.port"] = "0" });
        app = GantryHost.Build(DataFolder.OpenOrCreate(folder.FullName), settings, out _);
        operations =
        [
            .. from source in ((IEndpointRouteBuilder)app).DataSources
               from endpoint in source.Endpoints.Cast<RouteEndpoint>()
               from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? throw new InvalidOperationException($"{endpoint} takes any method")
               select (method, "/" + endpoint.RoutePattern.RawText!.Trim('/'), endpoint),
        ];
        Assert.True(operations.Count > 100);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Only_health_sign_in_and_the_workstation_s_own_files_are_open()
    {
        string[] open = [.. operations.Where(o => o.Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null && !IsFile(o)).Select(o => $"{o.Method} {o.Path}").Order(StringComparer.Ordinal)];
        Assert.Equal(["GET /health/live", "GET /health/ready", "POST /api/session"], open);
    }

    [Fact]
    public void Everything_else_names_the_right_it_needs()
    {
        foreach ((string method, string path, RouteEndpoint endpoint) in operations.Where(o => o.Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            string[] policies = [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy!)];
            Assert.True(policies.Length == 1, $"{method} {path} names {policies.Length} policies");
            Assert.True(Rights(method, path).Contains(policies[0]), $"{method} {path} asks for {policies[0]}");
        }
    }

    [Theory]
    [InlineData("/dicom-web/openapi.json", "src/Gantry.Server/DicomWeb/OpenApi/openapi.json")]
    [InlineData("/api/openapi.json", "src/Gantry.Server/Admin/OpenApi/openapi.json")]
    public void The_OpenAPI_document_is_complete(string address, string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, file)));
        string[] described =
        [
            .. from path in document.RootElement.GetProperty("paths").EnumerateObject()
               let server = (path.Value.TryGetProperty("servers", out JsonElement own) ? own : document.RootElement.GetProperty("servers"))[0].GetProperty("url").GetString()!.TrimEnd('/')
               from operation in path.Value.EnumerateObject()
               where operation.Name is not ("servers" or "parameters")
               select $"{operation.Name.ToUpperInvariant()} {server}{path.Name}",
        ];
        IEnumerable<string> served = from o in operations
                                     where o.Method is not ("HEAD" or "OPTIONS") && !IsFile(o) && !IsWorkstations(o) && (o.Path.StartsWith("/api", StringComparison.Ordinal) || o.Path.StartsWith("/health", StringComparison.Ordinal)) == address.StartsWith("/api", StringComparison.Ordinal)
                                     select $"{o.Method} {Constraint().Replace(o.Path.Replace("{**", "{", StringComparison.Ordinal), "}")}";
        Assert.Equal(served.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
        Assert.Contains(operations, o => o.Path == address);
    }

    [Fact]
    public void The_OpenAPI_document_s_schemas_are_the_messages()
    {
        Type[] messages = [.. typeof(Gantry.Server.Admin.SystemEndpoints).Assembly.GetTypes().Where(t => t.Namespace == "Gantry.Server.Admin" && t.IsClass)];
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "src/Gantry.Server/Admin/OpenApi/openapi.json")));
        foreach (JsonProperty schema in document.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject().Where(s => s.Name != "Problem"))
        {
            Type message = Assert.Single(messages, t => t.Name == schema.Name);
            Assert.Equal(
                message.GetProperties().Where(p => p.Name != "EqualityContract").Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name)).Order(StringComparer.Ordinal),
                schema.Value.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        }
    }

    /// <summary>Reading needs the right to read, sending the right to store; whatever deletes or configures needs the administrator.</summary>
    private static string[] Rights(string method, string path) => (method, path) switch
    {
        (_, var p) when p.StartsWith("/api/session", StringComparison.Ordinal) => [Policies.Session],
        (_, "/api/openapi.json") => [Policies.Read],
        (_, var p) when p.StartsWith("/api/studies", StringComparison.Ordinal) || p == "/api/events" => [Policies.Read],
        (_, var p) when p.StartsWith("/api/", StringComparison.Ordinal) => [Policies.Administer],
        ("GET" or "HEAD" or "OPTIONS", _) => [Policies.Read],
        ("POST", _) => [Policies.Store],
        _ => [Policies.Administer],
    };

    private static bool IsWorkstations((string, string, RouteEndpoint Endpoint) o) => o.Endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.ITagsMetadata>()?.Tags.Contains("Workstation") == true;

    /// <summary>The page itself, its scripts and pictures; no data.</summary>
    private static bool IsFile((string, string Path, RouteEndpoint) o) => !o.Path.StartsWith("/api", StringComparison.Ordinal)
        && !o.Path.StartsWith("/dicom-web", StringComparison.Ordinal) && !o.Path.StartsWith("/health", StringComparison.Ordinal) && o.Path != "/wado";

    [GeneratedRegex(":[a-z]+}")]
    private static partial Regex Constraint();
}
