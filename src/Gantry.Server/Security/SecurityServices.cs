using Gantry.Archive.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Gantry.Server.Security;

/// <summary>Puts the doors in: who asks, what that opens, and what every answer carries.</summary>
public static class SecurityServices
{
    /// <summary>
    /// Authentication and authorization; everything asks for <see cref="Policies.Read"/> unless it says otherwise. Expects IAccountStore, ITokenStore,
    /// ISessionStore, IAuditLog and TimeProvider to be registered.
    /// </summary>
    public static IServiceCollection AddGantrySecurity(this IServiceCollection services, SecurityOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<IPasswordHashing, IdentityPasswordHashing>();
        services.AddSingleton<AccountService>();
        services.AddSingleton<SessionService>();
        services.AddSingleton<TokenService>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<StudyAudit>();
        services.AddSingleton<FailureAnswer>();
        services.AddTransient<GantryAuthentication>();
        services.AddAuthenticationCore(authentication =>
        {
            authentication.DefaultScheme = GantryAuthentication.Scheme;
            authentication.AddScheme<GantryAuthentication>(GantryAuthentication.Scheme, displayName: null);
        });
        services.AddAuthorization(authorization =>
        {
            foreach (string right in new[] { Policies.Read, Policies.Store, Policies.Administer })
            {
                authorization.AddPolicy(right, new AuthorizationPolicyBuilder().RequireClaim(GantryClaims.Right, right).Build());
            }

            authorization.AddPolicy(Policies.Session, new AuthorizationPolicyBuilder().RequireClaim(GantryClaims.Session).Build());
            AuthorizationPolicy read = authorization.GetPolicy(Policies.Read)!;
            authorization.DefaultPolicy = read;
            authorization.FallbackPolicy = read;
        });
        return services;
    }

    /// <summary>The pipeline before the endpoints, in its one right order.</summary>
    /// <param name="allowedHosts">Host names beside the loopback ones; "*" takes all.</param>
    public static void UseGantrySecurity(this WebApplication app, IReadOnlyList<string> allowedHosts)
    {
        var hosts = new HostFilter(allowedHosts);
        FailureAnswer failures = app.Services.GetRequiredService<FailureAnswer>();
        StudyAudit studies = app.Services.GetRequiredService<StudyAudit>();
        app.Use(next => context => SecurityHeaders.InvokeAsync(context, next));
        app.Use(next => context => failures.InvokeAsync(context, next));
        app.Use(next => context => hosts.InvokeAsync(context, next));
        app.UseRouting();
        app.UseAuthentication();
        app.Use(next => context => CsrfGuard.InvokeAsync(context, next));
        app.UseAuthorization();
        app.Use(next => context => studies.InvokeAsync(context, next));
    }
}
