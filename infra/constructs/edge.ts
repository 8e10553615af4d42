import { Duration, Fn, RemovalPolicy } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import * as api from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import * as cloudfront from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { originSecretHeader } from "../../functions/own-edge.ts";
import { cacheSeconds, keptDays, timeouts } from "../numbers.ts";
import type { Settings } from "../settings.ts";
import type { StorageStack } from "../storage-stack.ts";
import type { TearsheetFunction } from "./function.ts";
import type { Alarms } from "./monitoring.ts";

/** Where the outside reaches us: the HTTP API, and in front of it our own distribution, unless the stage has none. */
export class Edge extends Construct {
  readonly publicUrl: string;
  /** What a domain of the sender's own has to point at; none without a distribution. */
  readonly distributionDomain: string | undefined;
  readonly httpApi: api.HttpApi;
  private readonly settings: Settings;
  private readonly storage: StorageStack;
  constructor(scope: Construct, id: string, { settings, storage }: { settings: Settings; storage: StorageStack }) {
    super(scope, id);
    this.settings = settings;
    this.storage = storage;
    this.httpApi = new api.HttpApi(this, "Api", {
      createDefaultStage: false,
      description: `Tearsheet ${settings.stage}`,
    });
    const log = new LogGroup(this, "AccessLog", {
      retention: keptDays.logs,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.httpApi.addStage("Stage", {
      stageName: "$default",
      autoDeploy: true,
      throttle: { rateLimit: 500, burstLimit: 1000 },
      accessLogSettings: {
        destination: new api.LogGroupLogDestination(log),
        // Neither address nor path: a path may be somebody's link.
        format: AccessLogFormat.custom(
          JSON.stringify({
            id: "$context.requestId",
            route: "$context.routeKey",
            status: "$context.status",
            ms: "$context.responseLatency",
          }),
        ),
      },
    });
    const distribution = settings.cloudFront === "off" ? undefined : this.distribution();
    this.distributionDomain = distribution?.domainName;
    const domain = typeof settings.cloudFront === "object" ? settings.cloudFront.domain : this.distributionDomain;
    this.publicUrl = settings.publicUrl ?? (domain ? `https://${domain}` : this.httpApi.apiEndpoint);
  }

  /** What begins so is answered by the function; it answers only our own distribution, where there is one. */
  route(to: TearsheetFunction, ...paths: string[]) {
    if (this.settings.cloudFront === "off") to.grant("TEARSHEET_SECRET_ORIGIN", "");
    else this.storage.grantOriginSecret(to);
    const integration = new HttpLambdaIntegration(`To-${to.name}`, to.function);
    for (const path of paths)
      this.httpApi.addRoutes({ path, integration, ...(path === "/{proxy+}" && { methods: [api.HttpMethod.ANY] }) });
  }

  /** Pages that fail are answered with 500, so the function itself counts as having done its work. */
  alarm(alarms: Alarms) {
    alarms.ring(this, "PagesFail", {
      metric: this.httpApi.metricServerError({ statistic: "Sum" }),
      threshold: 5,
      section: "pages-fail",
      says: "Five requests failed within five minutes.",
    });
  }

  private distribution(): cloudfront.Distribution {
    const { cloudFront } = this.settings;
    const origin = new HttpOrigin(Fn.select(2, Fn.split("/", this.httpApi.apiEndpoint)), {
      customHeaders: { [originSecretHeader]: this.storage.originSecret.secretValue.unsafeUnwrap() },
      readTimeout: Duration.seconds(timeouts.intake + 1),
    });
    const dynamic: cloudfront.BehaviorOptions = {
      origin,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      originRequestPolicy: this.asWeNeedIt(),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: this.securityHeaders(),
    };
    const cachePolicy = new cloudfront.CachePolicy(this, "Briefly", {
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.seconds(cacheSeconds),
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
    });
    const looked = { ...dynamic, allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD, cachePolicy };
    // Else CloudFront takes the key away from whatever only reads; with it in the cache's name nobody gets another's.
    const byKey = new cloudfront.CachePolicy(this, "ByKey", {
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.seconds(1),
      headerBehavior: cloudfront.CacheHeaderBehavior.allowList("Authorization"),
      cookieBehavior: cloudfront.CacheCookieBehavior.all(),
      queryStringBehavior: cloudfront.CacheQueryStringBehavior.all(),
    });
    return new cloudfront.Distribution(this, "Distribution", {
      comment: `Tearsheet ${this.settings.stage}`,
      defaultBehavior: dynamic,
      additionalBehaviors: {
        "/photos/*": looked,
        "/newsletters/*/issues/*": looked,
        "/api/*": { ...dynamic, cachePolicy: byKey },
      },
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
      ...(typeof cloudFront === "object" && {
        domainNames: [cloudFront.domain],
        minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
        certificate: Certificate.fromCertificateArn(this, "Certificate", cloudFront.certificateArn),
      }),
    });
  }

  /** All that the viewer sent but the host, which is ours, and who the viewer is. */
  private asWeNeedIt() {
    return new cloudfront.OriginRequestPolicy(this, "AsSent", {
      headerBehavior: cloudfront.OriginRequestHeaderBehavior.allowList(
        "CloudFront-Viewer-Address",
        "Accept",
        "Accept-Language",
        "Content-Type",
        "Origin",
        "Referer",
        "Sec-Fetch-Site",
        "User-Agent",
        "X-Desk",
        "X-Form-Token",
      ),
      cookieBehavior: cloudfront.OriginRequestCookieBehavior.all(),
      queryStringBehavior: cloudfront.OriginRequestQueryStringBehavior.all(),
    });
  }

  /** Where the functions say nothing themselves; what they say stands. */
  private securityHeaders() {
    return new cloudfront.ResponseHeadersPolicy(this, "Headers", {
      securityHeadersBehavior: {
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: false, override: true },
        contentTypeOptions: { override: true },
        referrerPolicy: {
          referrerPolicy: cloudfront.HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
          override: false,
        },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.SAMEORIGIN, override: false },
        contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'; frame-ancestors 'self'", override: false },
      },
    });
  }
}
