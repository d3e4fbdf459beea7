using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gantry.Server.Web.Files;

/// <summary>
/// The built workstation's files, and its start page at every address of a page (web/src/shell/route.ts). Open to all, as the sign-in page is among them: no
/// patient's data is. A path that is no file here has no endpoint, so that a stranger learns nothing by guessing.
/// </summary>
public static class WorkstationFiles
{
    /// <param name="folder">The built workstation; where it is missing, the start page says so.</param>
    public static void MapWorkstationFiles(this IEndpointRouteBuilder routes, string folder)
    {
        RequestDelegate start = SendMissingAsync;
        if (File.Exists(Path.Combine(folder, "index.html")))
        {
            foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                string address = Path.GetRelativePath(folder, path).Replace('\\', '/');
                if (!address.StartsWith('.'))
                {
                    var file = new WorkstationFile(path, isHashed: address.StartsWith("assets/", StringComparison.Ordinal));
                    Map("/" + address, file.SendAsync);
                }
            }

            start = new WorkstationFile(Path.Combine(folder, "index.html"), isHashed: false).SendAsync;
        }

        Map("/", start);
        Map("/studies", start);
        Map("/account", start);
        Map("/console/{page}", start);
        ViewerHints hints = ViewerHints.Read(Path.Combine(folder, "assets/manifest.json"));
        Map("/studies/{uid}", context => hints.SendAsync(context, start));

        void Map(string address, RequestDelegate send) => routes.MapMethods(address, [HttpMethods.Get, HttpMethods.Head], send).AllowAnonymous();
    }

    private static Task SendMissingAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("The workstation is not built: start the program by ./gantry serve, or build the folder web.\n", context.RequestAborted);
    }
}
