using System.Text.Json;
using Gantry.Dicom;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Gantry.Server.Web.Files;

/// <summary>
/// The Link headers (RFC 8288; HTML preload and modulepreload) of a study's address: its browser asks for the viewer's code, the session and the manifest
/// while it still reads the start page, and not one after the other.
/// </summary>
internal sealed class ViewerHints
{
    private const string Entry = "src/viewer/layout/ViewerPage.tsx";

    private readonly string code;

    private ViewerHints(string code) => this.code = code;

    /// <param name="manifest">The list of built files that Vite leaves, by source.</param>
    public static ViewerHints Read(string manifest)
    {
        List<string> links = [];
        if (File.Exists(manifest))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(manifest));
            JsonElement files = document.RootElement;
            if (files.TryGetProperty(Entry, out JsonElement viewer))
            {
                AddModule(viewer, links);
                foreach (JsonElement import in Items(viewer, "imports"))
                {
                    // What the start page itself loads needs no hint.
                    if (files.TryGetProperty(import.GetString()!, out JsonElement shared) && !shared.TryGetProperty("isEntry", out _))
                    {
                        AddModule(shared, links);
                    }
                }
            }
        }

        links.Add("</api/session>; rel=preload; as=fetch; crossorigin");
        return new ViewerHints(string.Join(", ", links));
    }

    public Task SendAsync(HttpContext context, RequestDelegate page)
    {
        if (context.Request.RouteValues["uid"] is string text && StudyUid.TryParse(text, out StudyUid study))
        {
            context.Response.Headers.Link = new StringValues($"</api/studies/{study.Value}/manifest>; rel=preload; as=fetch; crossorigin, {code}");
        }

        return page(context);
    }

    private static void AddModule(JsonElement entry, List<string> links)
    {
        links.Add($"</{entry.GetProperty("file").GetString()}>; rel=modulepreload");
        foreach (JsonElement css in Items(entry, "css"))
        {
            links.Add($"</{css.GetString()}>; rel=preload; as=style; crossorigin");
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out JsonElement items) ? items.EnumerateArray() : default;
}
