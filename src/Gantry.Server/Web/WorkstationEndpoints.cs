using Gantry.Server.Web.Frames;
using Gantry.Server.Web.Manifest;
using Gantry.Server.Web.Studies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gantry.Server.Web;

/// <summary>The workstation's own API (docs/design/web-api.md), on top of the archive's query, catalog, metadata, object and change contracts.</summary>
public static class WorkstationEndpoints
{
    public static IServiceCollection AddWorkstation(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<StudyPictureBuilder>();
        services.AddSingleton<StudyPictures>();
        services.AddSingleton<FrameReader>();
        services.AddSingleton<FrameDecoder>();
        return services;
    }

    public static IEndpointRouteBuilder MapWorkstation(this IEndpointRouteBuilder routes)
    {
        StudyListEndpoint.Map(routes);
        EventStreamEndpoint.Map(routes);
        ManifestEndpoint.Map(routes);
        FrameStreamEndpoint.Map(routes);
        SingleFrameEndpoints.Map(routes);
        return routes;
    }
}
