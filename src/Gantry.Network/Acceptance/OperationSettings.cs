using Gantry.Network.Dimse;
using Gantry.Network.Services;
using Gantry.Network.Services.Storage;

namespace Gantry.Network.Acceptance;

/// <summary>Who performs the requests of an association.</summary>
/// <param name="Storage">C-STORE; null where none is served.</param>
/// <param name="Services">The others.</param>
/// <param name="MaxRequestBytes">The longest data set of a request to <paramref name="Services"/>, in bytes.</param>
/// <param name="Permits">See <see cref="AdmissionAnswer.Permits"/>.</param>
internal sealed record OperationSettings(IStorageScp? Storage, IReadOnlyList<IServiceScp> Services, int MaxRequestBytes, Func<CommandField, string, bool> Permits);
