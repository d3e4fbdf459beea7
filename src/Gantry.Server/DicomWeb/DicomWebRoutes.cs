using Gantry.Archive.Index;
using Gantry.Archive.Objects;
using Gantry.Server.DicomWeb.Delete;
using Gantry.Server.DicomWeb.Query;
using Gantry.Server.DicomWeb.Rendered;
using Gantry.Server.DicomWeb.Retrieve;
using Gantry.Server.DicomWeb.Store;
using Gantry.Server.DicomWeb.WadoUri;
using Gantry.Server.OpenApi;
using Gantry.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gantry.Server.DicomWeb;

/// <summary>The resources of the Studies Service (PS3.18 10.1) and who may use them.</summary>
public static class DicomWebRoutes
{
    private const string Study = "/studies/{study}";
    private const string Series = Study + "/series/{series}";
    private const string Instance = Series + "/instances/{instance}";

    /// <summary>Maps every DICOMweb endpoint under <see cref="DicomWebOptions.PathPrefix"/>; each names its authorization policy.</summary>
    public static IEndpointRouteBuilder MapDicomWeb(this IEndpointRouteBuilder routes)
    {
        IServiceProvider services = routes.ServiceProvider;
        ILogger logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Gantry.Server.DicomWeb");
        RouteGroupBuilder root = routes.MapGroup(services.GetRequiredService<DicomWebOptions>().PathPrefix);

        Dictionary<string, List<string>> allowed = [];
        SearchEndpoints search = services.GetRequiredService<SearchEndpoints>();
        Get("/studies", search.StudiesAsync);
        Get(Study + "/series", search.SeriesAsync);
        Get(Study + "/instances", search.InstancesAsync);
        Get(Series + "/instances", search.InstancesAsync);
        Get("/series", search.SeriesAsync);
        Get("/instances", search.InstancesAsync);

        RetrieveEndpoints retrieve = services.GetRequiredService<RetrieveEndpoints>();
        MetadataEndpoints metadata = services.GetRequiredService<MetadataEndpoints>();
        foreach (string resource in (string[])[Study, Series, Instance])
        {
            Get(resource, retrieve.RetrieveAsync);
            Get(resource + "/metadata", metadata.RetrieveAsync);
        }

        FrameEndpoints frames = services.GetRequiredService<FrameEndpoints>();
        Get(Instance + "/frames/{frames}", frames.FramesAsync);
        BulkResources bulk = services.GetRequiredService<BulkResources>();
        foreach (string resource in (string[])[Study, Series, Instance])
        {
            Get(resource + "/pixeldata", bulk.PixelDataAsync);
            Get(resource + "/bulkdata", bulk.BulkDataAsync);
        }

        Get(Instance + "/bulkdata/{**path}", services.GetRequiredService<BulkDataEndpoints>().RetrieveAsync);

        RenderedEndpoints rendered = services.GetRequiredService<RenderedEndpoints>();
        foreach (string resource in (string[])[Study, Series, Instance, Instance + "/frames/{frames}"])
        {
            Get(resource + "/rendered", rendered.RenderedAsync);
            Get(resource + "/thumbnail", rendered.ThumbnailAsync);
        }

        StoreEndpoints store = services.GetRequiredService<StoreEndpoints>();
        DeleteEndpoints delete = services.GetRequiredService<DeleteEndpoints>();
        foreach (string resource in (string[])[Study, Series, Instance])
        {
            Map(resource, HttpMethods.Delete, delete.DeleteAsync, Policies.Administer);
        }

        Map("/studies", HttpMethods.Post, store.StoreAsync, Policies.Store);
        Map(Study, HttpMethods.Post, store.StoreAsync, Policies.Store);
        Get("/openapi.json", new OpenApiDocument("DicomWeb").SendAsync);
        if (services.GetRequiredService<DicomWebOptions>().UriPath is { Length: > 0 } uriPath)
        {
            UriEndpoint uri = services.GetRequiredService<UriEndpoint>();
            routes.MapGet(uriPath, Guard(uri.AnswerAsync, logger)).RequireAuthorization(Policies.Read);
        }

        foreach ((string pattern, List<string> methods) in allowed)
        {
            string allow = string.Join(", ", methods.Append(HttpMethods.Options));
            root.MapMethods(pattern, [HttpMethods.Options], context => OptionsAsync(context, allow)).RequireAuthorization(Policies.Read);
        }

        return routes;

        void Get(string pattern, RequestDelegate handler)
        {
            Map(pattern, HttpMethods.Get, handler, Policies.Read);
            Map(pattern, HttpMethods.Head, context => HeadAsync(context, handler), Policies.Read);
        }

        void Map(string pattern, string method, RequestDelegate handler, string policy)
        {
            root.MapMethods(pattern, [method], Guard(handler, logger)).RequireAuthorization(policy);
            if (!allowed.TryGetValue(pattern, out List<string>? methods))
            {
                allowed.Add(pattern, methods = []);
            }

            methods.Add(method);
        }
    }

    /// <summary>What may be done with a resource, and where the whole interface is described (PS3.18 8.9).</summary>
    private static Task OptionsAsync(HttpContext context, string allow)
    {
        string root = context.RequestServices.GetRequiredService<DicomWebOptions>().PathPrefix;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.Allow = allow;
        context.Response.Headers.Link = $"<{context.Request.PathBase.ToUriComponent()}{root}/openapi.json>; rel=\"service-desc\"; type=\"application/json\"";
        return Task.CompletedTask;
    }

    private static async Task HeadAsync(HttpContext context, RequestDelegate handler)
    {
        HeadBody body = new(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>());
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await handler(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (body.IsAnswered)
        {
            // The headers went out; nobody asked for the rest.
        }
    }

    /// <summary>Failures of the environment become problem details; a client that went away is nobody's error.</summary>
    private static RequestDelegate Guard(RequestDelegate handler, ILogger logger) => async context =>
    {
        try
        {
            await handler(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (ObjectStoreException e)
        {
            logger.ObjectStoreFailed(context.Request.Path, e);
            await Problem.Unavailable("The stored objects cannot be read now; the server's log says why.").WriteAsync(context).ConfigureAwait(false);
        }
        catch (IndexException e)
        {
            logger.IndexFailed(context.Request.Path, e);
            await Problem.Unavailable("The index cannot be read now; the server's log says why.").WriteAsync(context).ConfigureAwait(false);
        }
    };
}
