using Gantry.Archive.Audit;
using Gantry.Archive.Ingest;
using Gantry.Archive.Lifecycle;
using Gantry.Archive.Metadata;
using Gantry.Archive.Objects;
using Gantry.Archive.Query;
using Gantry.Archive.Retrieve;
using Gantry.Server.DicomWeb.Delete;
using Gantry.Server.DicomWeb.Pixels;
using Gantry.Server.DicomWeb.Query;
using Gantry.Server.DicomWeb.Rendered;
using Gantry.Server.DicomWeb.Retrieve;
using Gantry.Server.DicomWeb.Store;
using Gantry.Server.DicomWeb.WadoUri;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gantry.Server.DicomWeb;

/// <summary>What the composition registers for DICOMweb. It needs <see cref="IInstanceIntake"/>, <see cref="IQueryEngine"/>, <see cref="IInstanceCatalog"/>,
/// <see cref="IObjectReader"/>, <see cref="ISeriesMetadata"/>, <see cref="LocalArchive"/> (for its deletion), <see cref="IAuditLog"/> and a <see cref="TimeProvider"/> from elsewhere.</summary>
public static class DicomWebServices
{
    public static IServiceCollection AddDicomWeb(this IServiceCollection services, DicomWebOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        services.AddSingleton(options);
        services.AddSingleton<AccessAudit>();
        services.AddSingleton<InstanceLoader>();
        services.AddSingleton<PixelWork>();
        services.AddSingleton<InstancePixelsReader>();
        services.AddSingleton<InstanceTranscoder>();
        services.AddSingleton<FrameSources>();
        services.AddSingleton<BulkResources>();
        services.AddSingleton<MetadataXml>();
        services.AddSingleton<MetadataStore>();
        services.AddSingleton<StoreEndpoints>();
        services.AddSingleton<SearchEndpoints>();
        services.AddSingleton<RetrieveEndpoints>();
        services.AddSingleton<MetadataEndpoints>();
        services.AddSingleton<FrameEndpoints>();
        services.AddSingleton(new PictureCache(options.PictureCacheBytes));
        services.AddSingleton<SuperimposedImages>();
        services.AddSingleton<PictureMaker>();
        services.AddSingleton<RenderedEndpoints>();
        services.AddSingleton<UriEndpoint>();
        services.AddSingleton<BulkDataEndpoints>();
        services.TryAddSingleton(provider => provider.GetRequiredService<LocalArchive>().Deletion);
        services.AddSingleton<DeleteEndpoints>();
        return services;
    }
}
